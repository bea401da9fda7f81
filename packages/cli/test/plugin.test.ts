import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { generatePrismaClient, startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import * as typeorm03 from 'typeorm'
import * as typeorm1 from 'typeorm-1'
import * as forPrisma from '../src/plugin-prisma.ts'
import * as forTypeorm from '../src/plugin-typeorm.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

let server: TestServer
let database: TestDatabase
let folder: string

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

beforeEach(async () => {
  database = await server.createDatabase()
  folder = await mkdtemp(join(tmpdir(), 'migration-doctor-plugin-'))
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function query(sql: string): Promise<readonly object[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows
}

const broken = `export class Again1735689600001 {
  async up(queryRunner) { await queryRunner.query('CREATE TABLE desks ()') }
  async down() {}
}
`

describe.each([
  ['0.3', typeorm03],
  ['1.x', typeorm1],
])('TypeORM %s', (_, { DataSource }) => {
  const source = (more: object = {}) =>
    new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [join(folder, 'migrations/*.mjs')],
      migrationsTableName: 'desk_migrations',
      ...more,
    })

  beforeEach(() => cp(join(root, 'fixtures/start-up/typeorm'), folder, { recursive: true }))

  test('what is in order passes, before its first run and after it', async () => {
    const dataSource = source()
    const states = async () => {
      const report = await forTypeorm.preflight(dataSource, { cwd: folder })
      return report.projects[0]?.migrations.map(({ name, state }) => [name, state])
    }
    expect(await states()).toEqual([['CreateDesks1735689600000', 'pending']])
    expect(dataSource.isInitialized).toBe(false)
    await query(`CREATE TABLE desk_migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO desk_migrations ("timestamp", name) VALUES (1735689600000, 'CreateDesks1735689600000');
      CREATE TABLE desks (id serial PRIMARY KEY, name text NOT NULL)`)
    await dataSource.initialize()
    expect(await states()).toEqual([['CreateDesks1735689600000', 'applied']])
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await dataSource.destroy()
  })

  test('what would fail throws with the report', async () => {
    await writeFile(join(folder, 'migrations/1735689600001-Again.mjs'), broken)
    const thrown = await forTypeorm.preflight(source(), { cwd: folder }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(forTypeorm.MigrationDoctorError)
    expect(thrown).toMatchObject({
      code: 1,
      message: expect.stringContaining('duplicate-create'),
      report: { summary: { errors: 1 }, projects: [{ database: { name: database.name } }] },
    })
    expect(await forTypeorm.preflight(source(), { cwd: folder, failOn: 'never' })).toMatchObject({
      summary: { errors: 1 },
    })
    expect(await forTypeorm.diagnose(source(), { cwd: folder })).toMatchObject({ summary: { errors: 1 } })
  })

  test('nothing that a data source does at its start happens', async () => {
    await query('CREATE TABLE kept (id integer)')
    const dataSource = source({ migrationsRun: true, synchronize: true, dropSchema: true })
    await forTypeorm.diagnose(dataSource, { cwd: folder })
    const tables = "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    expect(await query(tables)).toEqual([{ name: 'kept' }])
  })

  test('what is recorded and absent is seen through the data source', async () => {
    await query(`CREATE TABLE desk_migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO desk_migrations ("timestamp", name) VALUES (1735689600000, 'CreateDesks1735689600000')`)
    const { projects } = await forTypeorm.diagnose(source(), { cwd: folder })
    expect(projects[0]?.findings).toContainEqual(expect.objectContaining({ rule: 'recorded-but-absent' }))
  })

  test('a database that cannot be reached throws the same class, without a password', async () => {
    const lost = source({ url: 'postgresql://me:hunter2@127.0.0.1:1/shop' })
    const thrown = await forTypeorm.preflight(lost, { cwd: folder }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(forTypeorm.MigrationDoctorError)
    expect(thrown).toMatchObject({ code: 3, report: null })
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain('hunter2')
  })
})

describe('Prisma', () => {
  interface Client extends forPrisma.PrismaClientLike {
    $disconnect(): Promise<void>
  }

  beforeEach(async () => {
    await cp(join(root, 'fixtures/start-up/prisma'), folder, { recursive: true })
    await mkdir(join(folder, 'node_modules'))
    await symlink(join(root, 'node_modules/@prisma'), join(folder, 'node_modules/@prisma'))
  })

  async function withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    await generatePrismaClient(join(folder, 'prisma/schema.prisma'))
    const loaded = await import(pathToFileURL(join(folder, 'client/index.js')).href)
    const client: Client = new loaded.PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) })
    return work(client).finally(() => client.$disconnect())
  }

  const table = `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
    finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0);`
  const failed = `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs)
    VALUES ('a', 'x', '20250101000000_desks', 'it failed')`

  test('a client is read as the database itself is', async () => {
    await query(`${table} ${failed}`)
    const { host, port, ...rest } = await withClient(async (client) => {
      const { projects } = await forPrisma.diagnose(client, { cwd: folder })
      const [read] = projects
      const direct = await forPrisma.diagnose({ cwd: folder, url: database.url })
      expect(read?.findings).toEqual(direct.projects[0]?.findings)
      expect(read?.findings).toContainEqual(expect.objectContaining({ rule: 'failed-migration', severity: 'error' }))
      expect(read?.migrations).toEqual(direct.projects[0]?.migrations)
      if (!read?.database) throw new Error('No database was read.')
      return read.database
    })
    expect(rest).toMatchObject({ name: database.name, schema: 'public', historyTable: 'public._prisma_migrations' })
  })

  test('a failed migration throws, a healthy project passes', async () => {
    await withClient(async (client) => {
      await forPrisma.preflight(client, { cwd: folder })
      await query(`${table} ${failed}`)
      const thrown = await forPrisma.preflight(client, { cwd: folder }).catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(forPrisma.MigrationDoctorError)
      expect(thrown).toMatchObject({ code: 1, message: expect.stringContaining('failed-migration') })
    })
  })

  test('a project without migrations is told so', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'migration-doctor-plugin-empty-'))
    const thrown = await forPrisma.diagnose({ cwd: empty, url: database.url }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(forPrisma.MigrationDoctorError)
    expect(thrown).toMatchObject({ code: 2, report: null })
    await rm(empty, { recursive: true })
  })
})
