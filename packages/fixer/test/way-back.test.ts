import { createRequire } from 'node:module'
import { compareCatalogs } from '@migration-doctor/core'
import { connect, introspect } from '@migration-doctor/db'
import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'
import { errorsOf, prescribe } from './prescribe.ts'

const require = createRequire(import.meta.url)

interface RealDataSource {
  initialize(): Promise<unknown>
  destroy(): Promise<void>
  runMigrations(): Promise<readonly unknown[]>
  undoLastMigration(): Promise<void>
}

interface Library {
  readonly DataSource: new (options: object) => RealDataSource
}

interface Example {
  /** Bodies of the first migration, and of the one that has to be cured. */
  readonly first: string
  readonly up: string
  readonly down: string
  /** Run when only the first one is there. */
  readonly rows: string
  readonly third?: { readonly up: string; readonly down: string }
  /** What the cured text of the second one has, and has not. */
  readonly keeps?: readonly string[]
}

const usersTable = `new Table({ name: 'users', columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'email', type: 'varchar' }],
      indices: [{ name: 'users_email', columnNames: ['email'] }] })`

const examples: Readonly<Record<string, Example>> = {
  'a table that is made twice': {
    first: 'await queryRunner.query(`CREATE TABLE users (id integer PRIMARY KEY, email text)`)',
    up: `await queryRunner.query(\`CREATE TABLE users (id integer PRIMARY KEY, email text)\`)
    await queryRunner.query('CREATE TABLE notes (id integer PRIMARY KEY)')`,
    down: `await queryRunner.query('DROP TABLE notes')
    await queryRunner.query('DROP TABLE users')`,
    rows: "INSERT INTO users VALUES (1, 'a')",
    keeps: ['DROP TABLE notes'],
  },
  'a table whose second form has a column more': {
    first: "await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY, email text)')",
    up: "await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY, email text, age integer)')",
    down: "await queryRunner.query('DROP TABLE users')",
    rows: "INSERT INTO users VALUES (1, 'a')",
    keeps: ['DROP COLUMN IF EXISTS age'],
  },
  'one DROP TABLE for the duplicate and for an own table': {
    first: "await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY)')",
    up: `await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY)')
    await queryRunner.query('CREATE TABLE "Own" (id integer PRIMARY KEY, owner integer REFERENCES users)')`,
    down: 'await queryRunner.query(`DROP TABLE "Own", users CASCADE`)',
    rows: 'INSERT INTO users VALUES (1)',
    keeps: ['DROP TABLE "Own" CASCADE'],
  },
  'a column and an index that are made twice': {
    first: `await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY, email text)')
    await queryRunner.query('CREATE INDEX users_email ON users (email)')`,
    up: `await queryRunner.query('CREATE INDEX users_email ON users (email)')
    await queryRunner.query('ALTER TABLE users ADD COLUMN age integer')
    await queryRunner.query('CREATE INDEX users_age ON users (age)')`,
    down: `await queryRunner.query('DROP INDEX users_age, users_email')
    await queryRunner.query('ALTER TABLE users DROP COLUMN age')`,
    rows: "INSERT INTO users VALUES (1, 'a')",
    keeps: ['DROP INDEX users_age`', 'DROP COLUMN age'],
  },
  'the schema builder': {
    first: `await queryRunner.createTable(${usersTable})`,
    up: `await queryRunner.createTable(${usersTable})
    await queryRunner.createTable(new Table({ name: 'notes', columns: [{ name: 'id', type: 'int', isPrimary: true }] }))`,
    down: `await queryRunner.dropTable('notes')
    await queryRunner.dropTable('users')`,
    rows: "INSERT INTO users VALUES (1, 'a')",
    keeps: ["dropTable('notes')"],
  },
  'a foreign key that comes too early': {
    first: "await queryRunner.query('CREATE TABLE users (id integer PRIMARY KEY)')",
    up: `await queryRunner.query('CREATE TABLE orders (id integer PRIMARY KEY, shop integer)')
    await queryRunner.query('ALTER TABLE orders ADD CONSTRAINT orders_shop FOREIGN KEY (shop) REFERENCES shops (id)')`,
    down: `await queryRunner.query('ALTER TABLE orders DROP CONSTRAINT orders_shop')
    await queryRunner.query('DROP TABLE orders')`,
    third: {
      up: "await queryRunner.query('CREATE TABLE shops (id integer PRIMARY KEY)')",
      down: "await queryRunner.query('DROP TABLE shops')",
    },
    rows: 'INSERT INTO users VALUES (1)',
    keeps: ['DROP TABLE orders'],
  },
}

function migration(name: string, up: string, down: string): string {
  return `const { Table } = require('typeorm')

exports.${name} = class ${name} {
  name = '${name}'

  async up(queryRunner) {
    ${up}
  }

  async down(queryRunner) {
    ${down}
  }
}
`
}

function filesOf({ first, up, down, third }: Example): Readonly<Record<string, string>> {
  return {
    'migrations/1700000000001-First.js': migration('First1700000000001', first, ''),
    'migrations/1700000000002-Second.js': migration('Second1700000000002', up, down),
    ...(third ? { 'migrations/1700000000003-Third.js': migration('Third1700000000003', third.up, third.down) } : {}),
  }
}

/** The classes of a text, with TypeORM's own package. */
function classesOf(text: string, library: string): readonly unknown[] {
  const module: { exports: Record<string, unknown> } = { exports: {} }
  const load = (name: string) => require(name === 'typeorm' ? library : name)
  new Function('module', 'exports', 'require', text)(module, module.exports, load)
  return typeof module.exports === 'function' ? [module.exports] : Object.values(module.exports)
}

describe.each([
  ['typeorm', '0.3.31'],
  ['typeorm-1', '1.1.1'],
])('with the real %s', (library, toolVersion) => {
  let database: TestDatabase

  beforeEach(async () => {
    database = await (await startServer()).createDatabase()
  })
  afterEach(() => database.drop())

  test.each(Object.entries(examples))('%s: reverting the cured migration loses nothing', async (_title, example) => {
    const files = filesOf(example)
    const { plan, after } = await prescribe({ tool: 'typeorm', migrations: ['migrations/*.js'], toolVersion, files })
    expect(errorsOf(after)).toEqual([])
    expect(after.findings.filter(({ rule }) => rule === 'down-does-not-undo')).toEqual([])
    const cured = new Map(Object.entries(files))
    for (const { path, sql } of plan.steps) if (path !== undefined && sql !== undefined) cured.set(path, sql)
    const text = cured.get('migrations/1700000000002-Second.js') ?? ''
    for (const words of example.keeps ?? []) expect(text).toContain(words)
    const classes = [...cured.values()].flatMap((each) => classesOf(each, library))
    const { DataSource } = require(library) as Library
    const connection = await connect(database.url, { readOnly: false })
    const open = async (migrations: readonly unknown[]) => {
      const source = new DataSource({
        type: 'postgres',
        url: database.url,
        migrations,
        migrationsTransactionMode: 'each',
      })
      await source.initialize()
      return source
    }
    const before = await open(classes.slice(0, 1))
    await before.runMigrations()
    await before.destroy()
    await connection.script(example.rows)
    const catalog = await introspect(connection)
    const source = await open(classes)
    try {
      expect(await source.runMigrations()).toHaveLength(classes.length - 1)
      for (let left = classes.length - 1; left > 0; left--) await source.undoLastMigration()
      expect(compareCatalogs(catalog, await introspect(connection))).toEqual([])
      expect(await connection.query('SELECT count(*)::int AS count FROM users')).toEqual([{ count: 1 }])
    } finally {
      await source.destroy()
      await connection.close()
    }
  })
})
