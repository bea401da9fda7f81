import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Project } from '@migration-doctor/core'
import { nodeFiles, startServer, type TestServer } from '@migration-doctor/testkit'
import { adapter } from '../../src/prisma/index.ts'
import { connect, optionsFor, writeProject } from '../scratch.ts'

const require = createRequire(import.meta.url)
const cli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build', 'index.js')

/** `engine: 'js'` with the adapter as it comes, or with one that sends a script as one query. */
const config = (factory: string) => `import { PrismaPg } from '@prisma/adapter-pg'
import { defineConfig } from 'prisma/config'

class Whole extends PrismaPg {
  async connect() {
    const connection = await super.connect()
    connection.executeScript = async (script) => { await connection.underlyingDriver().query(script) }
    return connection
  }
}
export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  schema: 'prisma/schema.prisma',
  async adapter() {
    return new ${factory}({ connectionString: process.env.DATABASE_URL, allowExitOnIdle: true })
  },
})
`

const files = (factory: string, migrations: Readonly<Record<string, string>>) => ({
  'package.json': '{ "name": "shop" }',
  'prisma.config.ts': config(factory),
  'prisma/schema.prisma':
    'generator client {\n  provider = "prisma-client-js"\n  engineType = "client"\n}\ndatasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  ...Object.fromEntries(
    Object.entries(migrations).map(([name, text]) => [`prisma/migrations/${name}/migration.sql`, text]),
  ),
})

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

interface Deployed {
  readonly code: number
  readonly output: string
  /** Names in the order in which they were started. */
  readonly started: readonly string[]
  readonly tables: readonly string[]
  readonly project: Project
  /** Of the first table. */
  readonly comment: string | null
  /** Of the first migration. */
  readonly checksum: string | null
}

/** Runs `prisma migrate deploy` of the installed command line; it has to find its packages, so it runs below node_modules. */
async function deploy(
  tree: Readonly<Record<string, string>>,
  prepare?: (cwd: string) => Promise<void>,
): Promise<Deployed> {
  const cache = path.join(path.dirname(require.resolve('prisma/package.json')), '..', '.cache')
  await mkdir(cache, { recursive: true })
  const cwd = await mkdtemp(path.join(cache, 'cli-'))
  const written = await writeProject(tree)
  const { url, drop } = await server.createDatabase()
  const database = await connect(url)
  try {
    await cp(written.cwd, cwd, { recursive: true })
    await prepare?.(cwd)
    const { code, output } = await run(cwd, {
      DATABASE_URL: url,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    })
    const rows = await database.query<{ migration_name: string; checksum: string }>(
      'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY started_at',
    )
    const tables = await database.query<{ relname: string; comment: string | null }>(
      `SELECT relname, obj_description(oid, 'pg_class') AS comment FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY 1`,
    )
    const project = await adapter.read(optionsFor(cwd), { files: nodeFiles, environment: {} })
    return {
      code,
      output,
      started: rows.map((row) => row.migration_name),
      tables: tables.map(({ relname }) => relname),
      project,
      comment: tables[0]?.comment ?? null,
      checksum: rows[0]?.checksum ?? null,
    }
  } finally {
    await database.close()
    await drop()
    await written.remove()
    await rm(cwd, { recursive: true, force: true })
  }
}

function run(
  cwd: string,
  environment: Record<string, string>,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, NODE_OPTIONS: '', ...environment } }
    execFile(process.execPath, [cli, 'migrate', 'deploy'], options, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: stdout + stderr })
    })
  })
}

const create = (table: string) => `CREATE TABLE "${table}" (id int);\n`

test('directories run in the order that we say, links and loose files do not run', async () => {
  const names = [
    '20250513022650_b',
    '20250513_a',
    '1_init',
    '10_x',
    '2_y',
    '20250101000000_Add',
    '20250101000000_add',
    '3_é',
    '3_f',
    '3-a',
    '3_a',
  ]
  const tree = files('Whole', Object.fromEntries(names.map((name) => [name, create(name)])))
  const { code, started, project } = await deploy(
    { ...tree, 'elsewhere/migration.sql': create('linked'), 'prisma/migrations/9_loose.sql': '' },
    (cwd) => symlink('../../elsewhere', path.join(cwd, 'prisma/migrations/9_linked')),
  )
  expect(code).toBe(0)
  expect(project.toolVersion).toMatch(/^6\.19\./)
  expect(project.migrations.map(({ name }) => name)).toEqual(started)
  expect(started).toHaveLength(names.length)
  expect(project.problems.map(({ rule, data }) => [rule, data['kind']])).toEqual([
    ['ignored-entry', 'link'],
    ['ignored-entry', 'file'],
  ])
})

test('with the adapter as it comes, scripts are cut at every semicolon and leave their pieces behind', async () => {
  const block = `${create('piece')}DO $$ BEGIN ${create('never')} END $$;\n`
  const torn = await deploy(files('PrismaPg', { '1_block': block }))
  expect(torn.project.migrations[0]?.execution).toEqual({ transaction: 'none', send: 'semicolon' })
  expect(torn.code).toBe(1)
  expect(torn.output).toContain('unterminated dollar-quoted string')
  expect(torn.tables).toEqual(['piece'])
  const whole = await deploy(files('Whole', { '1_block': block }))
  expect(whole).toMatchObject({ code: 0, tables: ['never', 'piece'] })
})

test('a directory without a script stops the command line', async () => {
  const { code, output, project } = await deploy(files('Whole', { '1_a': create('a') }), async (cwd) => {
    await mkdir(path.join(cwd, 'prisma/migrations/2_empty'))
  })
  expect(code).toBe(1)
  expect(output).toContain('P3015')
  expect(project.migrations[1]).toMatchObject({ name: '2_empty', problems: [{ rule: 'missing-script' }] })
})

test('of bytes that are no UTF-8 the database gets U+FFFD, and the checksum is of that', async () => {
  const name = '1_latin'
  const { code, project, comment, checksum } = await deploy(files('Whole', { [name]: '' }), async (cwd) => {
    const script = `${create('a')}COMMENT ON TABLE a IS 'café';\n`
    await writeFile(path.join(cwd, 'prisma/migrations', name, 'migration.sql'), Buffer.from(script, 'latin1'))
  })
  expect({ code, comment }).toEqual({ code: 0, comment: 'caf\uFFFD' })
  expect(project.migrations[0]).toMatchObject({
    problems: [{ rule: 'invalid-encoding', data: { reader: 'replaced' } }],
  })
  expect(project.migrations[0]?.checksums[0]).toBe(checksum)
})
