import { createRequire } from 'node:module'
import path from 'node:path'
import type { Database, Project } from '@migration-doctor/core'
import { nodeFiles, startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit'
import { adapter } from '../../src/typeorm/index.ts'
import { connect, perform, writeProject } from '../scratch.ts'

const require = createRequire(import.meta.url)

interface RealSource {
  initialize(): Promise<unknown>
  runMigrations(): Promise<readonly { readonly name: string }[]>
  showMigrations(): Promise<boolean>
  undoLastMigration(): Promise<void>
  destroy(): Promise<void>
}

const migrations = {
  'migrations/1700000000001-A.js': `exports.A1700000000001 = class A1700000000001 { async up(q) { await q.query('CREATE TABLE a ()') } async down(q) { await q.query('DROP TABLE a') } }`,
  'migrations/1700000000002-B.js': `exports.B1700000000002 = class B1700000000002 { async up(q) { await q.query('CREATE TABLE b ()') } async down(q) { await q.query('DROP TABLE b') } }`,
}

describe.each(['typeorm', 'typeorm-1'])('the history of %s', (library) => {
  let server: TestServer
  let created: TestDatabase
  let database: Database
  let folder: { cwd: string; remove(): Promise<void> }
  let project: Project

  beforeAll(async () => {
    server = await startServer()
    folder = await writeProject(migrations)
    const toolVersion = library === 'typeorm' ? '0.3.31' : '1.1.1'
    project = await adapter.read(
      { cwd: folder.cwd, migrations: ['migrations'], toolVersion },
      { files: nodeFiles, environment: {} },
    )
  })
  afterAll(() => folder.remove())
  beforeEach(async () => {
    created = await server.createDatabase()
    database = await connect(created.url)
  })
  afterEach(async () => {
    await database.close()
    await created.drop()
  })

  async function withTypeOrm<Result>(
    work: (source: RealSource) => Promise<Result>,
    options: object = {},
  ): Promise<Result> {
    const { DataSource } = require(library) as { DataSource: new (options: object) => RealSource }
    const source = new DataSource({
      type: 'postgres',
      url: created.url,
      migrations: [path.join(folder.cwd, 'migrations/*.js')],
      ...options,
    })
    await source.initialize()
    try {
      return await work(source)
    } finally {
      await source.destroy()
    }
  }

  function migration(name: string) {
    const found = project.migrations.find((one) => one.name === name)
    if (!found) throw new Error(`no ${name}`)
    return found
  }

  const now = new Date(1_800_000_000_000)

  test('nothing is there before the first run', async () => {
    expect(await adapter.readHistory(database, project)).toBeNull()
  })

  test('what a run has recorded, the last first', async () => {
    await withTypeOrm((source) => source.runMigrations())
    const history = await adapter.readHistory(database, project)
    expect(history?.table).toEqual({ schema: 'public', name: 'migrations' })
    expect(history?.rows.map(({ name, state, key }) => [name, state, key])).toEqual([
      ['B1700000000002', 'applied', '2'],
      ['A1700000000001', 'applied', '1'],
    ])
  })

  test('a mark is the row that the library writes, and the library believes it', async () => {
    await withTypeOrm((source) => source.runMigrations())
    const rows = await database.query('SELECT "timestamp", "name" FROM migrations ORDER BY id')
    await database.script('DROP TABLE migrations; DROP TABLE a; DROP TABLE b')
    await perform(
      database,
      adapter.mark({ kind: 'applied', migration: migration('A1700000000001') }, null, project, now),
    )
    const history = await adapter.readHistory(database, project)
    await perform(
      database,
      adapter.mark({ kind: 'applied', migration: migration('B1700000000002') }, history, project, now),
    )
    expect(await database.query('SELECT "timestamp", "name" FROM migrations ORDER BY id')).toEqual(rows)
    expect(await withTypeOrm((source) => source.showMigrations())).toBe(false)
    await database.script('CREATE TABLE b ()')
    await withTypeOrm((source) => source.undoLastMigration())
    expect((await adapter.readHistory(database, project))?.rows.map(({ name }) => name)).toEqual(['A1700000000001'])
  })

  test('the table that a first mark makes is the library’s own', async () => {
    await perform(
      database,
      adapter.mark({ kind: 'applied', migration: migration('A1700000000001') }, null, project, now),
    )
    const shape = `SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'migrations' ORDER BY 1`
    const key = `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'migrations'::regclass AND contype = 'p'`
    const ours = [await database.query(shape), await database.query(key)]
    await database.script('DROP TABLE migrations')
    await withTypeOrm((source) => source.runMigrations())
    expect([await database.query(shape), await database.query(key)]).toEqual(ours)
  })

  test('pending and rolled back take the row out', async () => {
    await withTypeOrm((source) => source.runMigrations())
    for (const [kind, name] of [
      ['pending', 'A1700000000001'],
      ['rolled-back', 'B1700000000002'],
    ] as const) {
      const history = await adapter.readHistory(database, project)
      await perform(database, adapter.mark({ kind, migration: migration(name) }, history, project, now))
    }
    expect((await adapter.readHistory(database, project))?.rows).toEqual([])
  })

  test('marks that say nothing new are refused', async () => {
    await withTypeOrm((source) => source.runMigrations())
    const history = await adapter.readHistory(database, project)
    const applied = { kind: 'applied', migration: migration('A1700000000001') } as const
    expect(() => adapter.mark(applied, history, project, now)).toThrow('already recorded')
    expect(() => adapter.mark({ ...applied, kind: 'pending' }, null, project, now)).toThrow('not recorded')
  })

  test('a table of another shape is told with its columns', async () => {
    await database.script('CREATE TABLE migrations (version text)')
    await expect(adapter.readHistory(database, project)).rejects.toMatchObject({
      code: 3,
      message: expect.stringContaining('version'),
    })
  })

  test('a table of another name in another schema', async () => {
    await database.script('CREATE SCHEMA app')
    await withTypeOrm((source) => source.runMigrations(), { schema: 'app', migrationsTableName: 'done' })
    const elsewhere: Project = { ...project, historyTable: { schema: 'app', name: 'done' } }
    const history = await adapter.readHistory(database, elsewhere)
    expect(history?.rows).toHaveLength(2)
    const [row] = history?.rows ?? []
    if (row) await perform(database, [adapter.deleteRow(row, elsewhere)])
    expect((await adapter.readHistory(database, elsewhere))?.rows).toHaveLength(1)
  })

  test('the lock keeps a second doctor out', async () => {
    const { sql, parameters } = adapter.lock(project)
    await database.query(sql, parameters)
    const second = await connect(created.url)
    try {
      const [row] = await second.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', parameters)
      expect(row?.got).toBe(false)
    } finally {
      await second.close()
    }
  })
})
