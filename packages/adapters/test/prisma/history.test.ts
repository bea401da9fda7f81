import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Database, DoctorError, type History, type Project } from '@migration-doctor/core'
import {
  nodeFiles,
  type PrismaEngine,
  startPrismaEngine,
  startServer,
  type TestServer,
} from '@migration-doctor/testkit'
import { adapter } from '../../src/prisma/index.ts'
import { connect, optionsFor, perform, writeProject } from '../scratch.ts'

const healthy = {
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/1_init/migration.sql': 'CREATE TABLE a (id int);\n',
  'prisma/migrations/2_more/migration.sql': 'CREATE TABLE b (id int);\n-- end\n',
}

interface World {
  readonly cwd: string
  readonly engine: PrismaEngine
  readonly database: Database
  readonly url: string
  readonly project: (environment?: Record<string, string>) => Promise<Project>
  readonly file: (name: string) => string
}

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

async function inWorld(files: Record<string, string>, act: (world: World) => Promise<void>, schema = 'public') {
  const { cwd, remove } = await writeProject(files)
  const { url, drop } = await server.createDatabase()
  const engine = await startPrismaEngine(url, path.join(cwd, 'prisma/migrations'), { schema })
  const database = await connect(url)
  const project = (environment = {}) =>
    adapter.read(optionsFor(cwd, { toolVersion: '6.19' }), { files: nodeFiles, environment })
  const file = (name: string) => path.join(cwd, 'prisma/migrations', name, 'migration.sql')
  try {
    await act({ cwd, engine, database, url, project, file })
  } finally {
    await engine.close()
    await database.close()
    await drop()
    await remove()
  }
}

async function history(world: World): Promise<History> {
  const found = await adapter.readHistory(world.database, await world.project())
  if (!found) throw new Error('no history')
  return found
}

test('a database without the table has no history', async () => {
  await inWorld(healthy, async (world) => {
    expect(await adapter.readHistory(world.database, await world.project())).toBeNull()
    expect(await world.engine.diagnose()).toMatchObject({ hasMigrationsTable: false })
  })
})

test('what the engine ran is applied, in order of its start, with the checksum of its file', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    const { migrations } = await world.project()
    const { table, rows } = await history(world)
    expect(table).toEqual({ schema: 'public', name: '_prisma_migrations' })
    expect(rows).toMatchObject([
      { name: '1_init', state: 'applied', logs: null, appliedSteps: 1, checksum: migrations[0]?.checksums[0] },
      { name: '2_more', state: 'applied', logs: null, appliedSteps: 1, checksum: migrations[1]?.checksums[0] },
    ])
    for (const row of rows) {
      expect(row.startedAt?.getTime()).toBeLessThanOrEqual(row.finishedAt?.getTime() ?? 0)
      expect(row.key).toBe(row.raw['id'])
    }
  })
})

test('what was only resolved as applied is claimed', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.markApplied('1_init')
    await world.engine.applyMigrations()
    expect((await history(world)).rows).toMatchObject([
      { name: '1_init', state: 'claimed', logs: '', appliedSteps: 0 },
      { name: '2_more', state: 'applied' },
    ])
  })
})

test('a run that the server refused is failed, then rolled back, then applied', async () => {
  const broken = { ...healthy, 'prisma/migrations/2_more/migration.sql': 'CREATE TABLE a (id int);\n' }
  await inWorld(broken, async (world) => {
    await expect(world.engine.applyMigrations()).rejects.toThrow()
    const [, failed] = (await history(world)).rows
    expect(failed).toMatchObject({ name: '2_more', state: 'failed', finishedAt: null, appliedSteps: 0 })
    expect(failed?.logs).toContain('relation "a" already exists')
    expect((await world.engine.diagnose()).failedMigrationNames).toEqual(['2_more'])

    await world.engine.markRolledBack('2_more')
    expect((await history(world)).rows[1]).toMatchObject({ state: 'rolled-back' })
    expect((await world.engine.diagnose()).failedMigrationNames).toEqual([])

    await writeFile(world.file('2_more'), healthy['prisma/migrations/2_more/migration.sql'])
    await world.engine.applyMigrations()
    expect((await history(world)).rows.map(({ name, state }) => [name, state])).toEqual([
      ['1_init', 'applied'],
      ['2_more', 'rolled-back'],
      ['2_more', 'applied'],
    ])
  })
})

test('a row whose last update was lost counts its step and has no end', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    await world.database.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_more'`)
    expect((await history(world)).rows[1]).toMatchObject({ state: 'failed', appliedSteps: 1, logs: null })
    expect((await world.engine.diagnose()).failedMigrationNames).toEqual(['2_more'])
  })
})

const crlf = 'CREATE TABLE a (id int);\r\nSELECT 1;\r\n'
const lf = crlf.replaceAll('\r\n', '\n')
const edits: readonly [string, string, string, boolean][] = [
  ['the same text', lf, lf, false],
  ['LF made CRLF', lf, crlf, false],
  ['CRLF made LF', crlf, lf, false],
  ['mixed ends made LF', 'SELECT 1;\r\nSELECT 2;\nSELECT 3;\n', 'SELECT 1;\nSELECT 2;\nSELECT 3;\n', true],
  ['LF made mixed ends', 'SELECT 1;\nSELECT 2;\n', 'SELECT 1;\r\nSELECT 2;\n', false],
  ['a lone CR made LF', 'SELECT 1;\rSELECT 2;', 'SELECT 1;\nSELECT 2;', true],
  ['a newline more at the end', 'SELECT 1;', 'SELECT 1;\n', true],
  ['a space more', 'SELECT 1;', 'SELECT  1;', true],
  ['a byte order mark more', 'SELECT 1;', '\uFEFFSELECT 1;', true],
  ['an empty file', '', '', false],
  ['an umlaut', "SELECT 'ä';\n", "SELECT 'ä';\r\n", false],
  ['the other form of an umlaut', "SELECT '\u00e4';", "SELECT 'a\u0308';", true],
]

test.each(edits)('%s: edited or not, as the engine says', async (...known) => {
  const [, before, after, edited] = known
  await inWorld({ ...healthy, 'prisma/migrations/1_init/migration.sql': before }, async (world) => {
    await world.engine.applyMigrations()
    await writeFile(world.file('1_init'), after)
    expect((await world.engine.diagnose()).editedMigrationNames).toEqual(edited ? ['1_init'] : [])
    const [migration] = (await world.project()).migrations
    const [row] = (await history(world)).rows
    expect(migration?.checksums.includes(row?.checksum ?? '')).toBe(!edited)
  })
})

test('a checksum that an early engine wrote without padding is accepted, as the engine does', async () => {
  await inWorld(healthy, async (world) => {
    const [migration] = (await world.project()).migrations
    const digest = createHash('sha256').update(healthy['prisma/migrations/1_init/migration.sql']).digest()
    const unpadded = [...digest].map((byte) => byte.toString(16)).join('')
    expect(unpadded.length).toBeLessThan(64)
    await world.engine.applyMigrations()
    await world.database.query(`UPDATE _prisma_migrations SET checksum = $1 WHERE migration_name = '1_init'`, [
      unpadded,
    ])
    expect((await world.engine.diagnose()).editedMigrationNames).toEqual([])
    expect(migration?.checksums).toContain(unpadded)
  })
})

test('realigning the checksum ends the edit', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    await writeFile(world.file('1_init'), 'CREATE TABLE a (id int); -- said twice\n')
    const project = await world.project()
    const [row] = (await history(world)).rows
    const [migration] = project.migrations
    if (!row || !migration) throw new Error('a row and a migration expected')
    expect((await world.engine.diagnose()).editedMigrationNames).toEqual(['1_init'])
    await perform(world.database, [adapter.realign(row, migration, project)])
    expect((await world.engine.diagnose()).editedMigrationNames).toEqual([])
  })
})

test('deleting a row makes the engine run the migration again', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    const row = (await history(world)).rows[1]
    if (!row) throw new Error('a row expected')
    await world.database.script('DROP TABLE b')
    await perform(world.database, [adapter.deleteRow(row, await world.project())])
    expect(await world.engine.applyMigrations()).toEqual(['2_more'])
  })
})

test('a row without a directory keeps its name', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    await rm(path.dirname(world.file('2_more')), { recursive: true })
    expect((await history(world)).rows.map(({ name }) => name)).toEqual(['1_init', '2_more'])
    expect((await world.engine.diagnose()).history).toMatchObject({ diagnostic: 'migrationsDirectoryIsBehind' })
  })
})

test('the history stands in the schema of the URL, and is made there', async () => {
  await inWorld(
    healthy,
    async (world) => {
      const environment = { DATABASE_URL: `${world.url}?schema=my%20App` }
      await world.engine.applyMigrations()
      const project = await world.project(environment)
      expect(project.defaultSchema).toBe('my App')
      expect(await adapter.readHistory(world.database, project)).toMatchObject({ table: { schema: 'my App' } })
      expect(await adapter.readHistory(world.database, await world.project())).toBeNull()
    },
    'my App',
  )
})

test('marking makes the schema of the URL when it is missing', async () => {
  await inWorld(healthy, async (world) => {
    const project = await world.project({ DATABASE_URL: `${world.url}?schema=o'clock` })
    const [migration] = project.migrations
    if (!migration) throw new Error('a migration expected')
    await perform(world.database, adapter.mark({ kind: 'applied', migration }, null, project, new Date()))
    expect(await adapter.readHistory(world.database, project)).toMatchObject({
      table: { schema: "o'clock" },
      rows: [{ name: '1_init', state: 'claimed' }],
    })
  })
})

test('a table of another shape is refused with what it has and what it should have', async () => {
  await inWorld(healthy, async (world) => {
    await world.database.script('CREATE TABLE _prisma_migrations (id int, name text)')
    const error = await adapter.readHistory(world.database, await world.project()).catch((reason) => reason)
    expect(error).toBeInstanceOf(DoctorError)
    expect(error).toMatchObject({ code: 3 })
    expect(error.message).toMatch(/has the columns id, name; expected id, checksum, finished_at/)
  })
})

test('a table that may not be read is refused with the grant that is missing', async () => {
  await inWorld(healthy, async (world) => {
    await world.engine.applyMigrations()
    await world.database.script('CREATE ROLE nobody_here; SET ROLE nobody_here')
    const error = await adapter.readHistory(world.database, await world.project()).catch((reason) => reason)
    expect(error).toMatchObject({ code: 3, hint: expect.stringContaining('GRANT SELECT') })
    await world.database.script('RESET ROLE; DROP ROLE nobody_here')
  })
})

test('the lock keeps the engine waiting until it is released', async () => {
  await inWorld(healthy, async (world) => {
    const { sql, parameters } = adapter.lock(await world.project())
    await world.database.query(sql, parameters)
    const applying = world.engine.applyMigrations()
    const first = await Promise.race([applying, new Promise((resolve) => setTimeout(() => resolve('waiting'), 500))])
    expect(first).toBe('waiting')
    await world.database.query('SELECT pg_advisory_unlock_all()')
    expect(await applying).toEqual(['1_init', '2_more'])
  })
})
