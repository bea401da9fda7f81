import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Database, History, Migration, Project } from '@migration-doctor/core'
import { nodeFiles, startServer, type TestServer } from '@migration-doctor/testkit'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as migrateDrizzle } from 'drizzle-orm/node-postgres/migrator'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { adapter } from '../../src/sql/index.ts'
import { connect, optionsFor, perform, writeProject } from '../scratch.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

interface Tool {
  readonly dialect: string
  readonly files: Readonly<Record<string, string>>
  readonly folder: string
  /** Runs all pending migrations for real. */
  readonly run: (url: string, folder: string) => Promise<unknown>
  /** Takes back what the second migration made. */
  readonly undo: string
  /** Columns of the tracking table that do not depend on the time. */
  readonly columns: string
}

const require = createRequire(import.meta.url)

/** Runs a command line tool of node_modules by its script. */
function runCli(
  tool: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
) {
  const script = path.join(path.dirname(require.resolve(`${tool}/package.json`)), 'dist', 'cli.js')
  return promisify(execFile)(process.execPath, [script, ...args], {
    ...options,
    env: { ...process.env, ...options.env },
  })
}

function graphileFile(body: string, previous: string | null): { readonly text: string; readonly hash: string } {
  const hash = `sha1:${createHash('sha1')
    .update(`${`${previous ?? ''}\n${body}`.trim()}\n`)
    .digest('hex')}`
  return { hash, text: `--! Previous: ${previous ?? '-'}\n--! Hash: ${hash}\n\n${body}` }
}

const first = graphileFile('CREATE TABLE one (id int);\n', null)
const second = graphileFile('--! no-transaction\nCREATE INDEX CONCURRENTLY two ON one (id);\n', first.hash)

const tools: readonly Tool[] = [
  {
    dialect: 'node-pg-migrate',
    folder: 'migrations',
    files: {
      'package.json': '{ "dependencies": { "node-pg-migrate": "9" } }',
      'migrations/1700000000000_one.sql':
        '-- Up Migration\nCREATE TABLE one (id int);\n-- Down Migration\nDROP TABLE one;\n',
      'migrations/1700000000001_two.sql': '-- Up Migration\nCREATE TABLE two (id int);\n',
    },
    run: (databaseUrl, dir) =>
      runner({ databaseUrl, dir, direction: 'up', migrationsTable: 'pgmigrations', log: () => undefined }),
    undo: 'DROP TABLE two',
    columns: 'name',
  },
  {
    dialect: 'graphile-migrate',
    folder: 'migrations/committed',
    files: {
      '.gmrc': '{}',
      'migrations/committed/000001.sql': first.text,
      'migrations/committed/000002.sql': second.text,
    },
    run: (url, folder) =>
      runCli('graphile-migrate', ['migrate'], { cwd: path.join(folder, '..', '..'), env: { DATABASE_URL: url } }),
    undo: 'DROP INDEX two',
    columns: 'hash, previous_hash, filename',
  },
  {
    dialect: 'drizzle',
    folder: 'drizzle',
    files: {
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: [
          { idx: 0, version: '7', when: 1700000000000, tag: '0000_one', breakpoints: true },
          { idx: 1, version: '7', when: 1700000000001, tag: '0001_two', breakpoints: true },
        ],
      }),
      'drizzle/0000_one.sql': 'CREATE TABLE one (id int);\n--> statement-breakpoint\nCREATE TABLE other (id int);',
      'drizzle/0001_two.sql': 'CREATE TABLE two (id int);',
      'drizzle/0002_not_in_the_journal.sql': 'CREATE TABLE never (id int);',
    },
    async run(connectionString, migrationsFolder) {
      // A pool has ended before its connections have, and the database is dropped next.
      const client = new pg.Client({ connectionString })
      await client.connect()
      await migrateDrizzle(drizzle(client), { migrationsFolder }).finally(() => client.end())
    },
    undo: 'DROP TABLE two',
    columns: 'hash, created_at',
  },
  {
    dialect: 'dbmate',
    folder: 'db/migrations',
    files: {
      'db/migrations/20240101000000_one.sql':
        '-- migrate:up\nCREATE TABLE one (id int);\n-- migrate:down\nDROP TABLE one;\n',
      'db/migrations/20240101000001_two.sql':
        '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY two ON one (id);\n-- migrate:down\n',
    },
    run: (url, folder) =>
      runCli('dbmate', ['--url', `${url}?sslmode=disable`, '--migrations-dir', folder, '--no-dump-schema', 'up'], {
        cwd: folder,
      }),
    undo: 'DROP INDEX two',
    columns: 'version',
  },
]

interface World {
  readonly database: Database
  readonly project: Project
  readonly run: () => Promise<unknown>
}

async function inWorld(tool: Tool, act: (world: World) => Promise<void>): Promise<void> {
  const { cwd, remove } = await writeProject(tool.files)
  const { url, drop } = await server.createDatabase()
  const database = await connect(url)
  try {
    const project = await adapter.read(optionsFor(cwd), { files: nodeFiles, environment: {} })
    await act({ database, project, run: () => tool.run(url, path.join(cwd, tool.folder)) })
  } finally {
    await database.close()
    await drop()
    await remove()
  }
}

async function historyOf({ database, project }: World): Promise<History> {
  const history = await adapter.readHistory(database, project)
  if (!history) throw new Error('no history')
  return history
}

async function mark(world: World, kind: 'applied' | 'pending', migration: Migration | undefined): Promise<void> {
  if (!migration) throw new Error('no migration')
  const history = await adapter.readHistory(world.database, world.project)
  await perform(world.database, adapter.mark({ kind, migration }, history, world.project, new Date()))
}

describe.each(tools)('$dialect', (tool) => {
  test('is recognised, and its rows are read as the migrations that they are', async () => {
    await inWorld(tool, async (world) => {
      expect(world.project.dialect).toBe(tool.dialect)
      expect(await adapter.readHistory(world.database, world.project)).toBeNull()
      await world.run()
      const { rows } = await historyOf(world)
      const [one, two] = world.project.migrations
      expect(rows).toMatchObject([
        { name: one?.name, state: 'applied' },
        { name: two?.name, state: 'applied' },
      ])
      for (const [index, row] of rows.entries()) {
        const accepted = world.project.migrations[index]?.checksums ?? []
        expect(row.checksum === null ? [] : [row.checksum]).toEqual(accepted)
      }
    })
  })

  test('marks write the rows that the tool writes', async () => {
    let expected: readonly object[] = []
    const select = (table: History['table']) =>
      `SELECT ${tool.columns} FROM "${table.schema}"."${table.name}" ORDER BY 1`
    await inWorld(tool, async (world) => {
      await world.run()
      expected = await world.database.query(select((await historyOf(world)).table))
    })
    expect(expected).toHaveLength(2)
    await inWorld(tool, async (world) => {
      for (const migration of world.project.migrations) await mark(world, 'applied', migration)
      expect(await world.database.query(select((await historyOf(world)).table))).toEqual(expected)
      await world.run()
      expect(await world.database.query(`SELECT to_regclass('one') AS one`)).toEqual([{ one: null }])
    })
  })

  test('what is marked pending is run by the tool again', async () => {
    await inWorld(tool, async (world) => {
      await world.run()
      await world.database.script(tool.undo)
      await mark(world, 'pending', world.project.migrations[1])
      expect((await historyOf(world)).rows).toHaveLength(1)
      await world.run()
      expect(await world.database.query(`SELECT to_regclass('two') IS NOT NULL AS there`)).toEqual([{ there: true }])
    })
  })

  test('a patch file is run by the tool', async () => {
    await inWorld(tool, async (world) => {
      await world.run()
      const patch = adapter.renderPatch(
        {
          title: 'Repair one',
          comment: ['Adds what is missing.'],
          up: ['CREATE TABLE patched (id int)'],
          down: ['DROP TABLE patched'],
          after: null,
          outsideTransaction: false,
        },
        world.project,
        new Date(),
      )
      for (const file of [patch, ...(patch.companions ?? [])])
        await writeFile(path.join(world.project.root, file.path), file.text)
      await world.run()
      expect(await world.database.query(`SELECT to_regclass('patched') IS NOT NULL AS there`)).toEqual([
        { there: true },
      ])
    })
  })
})
