import { simulate } from '@migration-doctor/analyzer'
import { type Catalog, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'
import { type Connection, connect, introspect } from '@migration-doctor/db'
import { loadParser } from '@migration-doctor/sql'
import { startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import type { GuardStyle } from '../src/guard.ts'
import { guardedStatement } from '../src/guard-statement.ts'

let server: TestServer
let database: TestDatabase
let connection: Connection

beforeAll(async () => {
  await loadParser()
  server = await startServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  database = await server.createDatabase()
  connection = await connect(database.url, { readOnly: false })
})
afterEach(async () => {
  await connection.close()
  await database.drop()
})

const given = `
  CREATE SCHEMA "Odd Shop";
  CREATE TABLE "Odd Shop"."Users" (id integer PRIMARY KEY, name text);
`

/** What is made, the same thing in another shape, and whether one statement without a block can guard it. */
const cases = {
  'a table with quoted names, an enum, lengths and defaults': {
    before: `CREATE TYPE "Odd Shop"."Role" AS ENUM ('a', 'b');`,
    make: `CREATE TABLE "Odd Shop"."It's" (id serial PRIMARY KEY, "Role" "Odd Shop"."Role"[] NOT NULL, code varchar(20), price numeric(12,3) DEFAULT 0, at timestamp(3))`,
    other: `CREATE TABLE "Odd Shop"."It's" (id serial PRIMARY KEY, "Role" "Odd Shop"."Role"[] NOT NULL, code varchar(30), price numeric(12,3) DEFAULT 0, at timestamp(3))`,
    plain: true,
  },
  'a table whose column may be empty': {
    before: '',
    make: 'CREATE TABLE things (id integer NOT NULL)',
    other: 'CREATE TABLE things (id integer)',
    plain: true,
  },
  'a column': {
    before: '',
    make: `ALTER TABLE "Odd Shop"."Users" ADD COLUMN "fullName" varchar(10) NOT NULL DEFAULT ''`,
    other: `ALTER TABLE "Odd Shop"."Users" ADD COLUMN "fullName" varchar NOT NULL DEFAULT ''`,
    plain: true,
  },
  'an index': {
    before: '',
    make: 'CREATE UNIQUE INDEX "By Name" ON "Odd Shop"."Users" (name, id)',
    other: 'CREATE INDEX "By Name" ON "Odd Shop"."Users" (name, id)',
    plain: true,
  },
  'an index in another order': {
    before: '',
    make: 'CREATE INDEX by_both ON "Odd Shop"."Users" (name, id)',
    other: 'CREATE INDEX by_both ON "Odd Shop"."Users" (id, name)',
    plain: true,
  },
  'an enum': {
    before: '',
    make: `CREATE TYPE "Odd Shop"."Mood" AS ENUM ('it''s', 'fine')`,
    other: `CREATE TYPE "Odd Shop"."Mood" AS ENUM ('fine', 'it''s')`,
    plain: false,
  },
  'a view': {
    before: '',
    make: 'CREATE VIEW "Odd Shop".names AS SELECT id, name FROM "Odd Shop"."Users"',
    other: 'CREATE VIEW "Odd Shop".names AS SELECT name, id FROM "Odd Shop"."Users"',
    plain: false,
  },
  'a foreign key': {
    before: `CREATE TABLE "Odd Shop".orders (owner integer); CREATE TABLE others (id integer PRIMARY KEY);`,
    make: 'ALTER TABLE "Odd Shop".orders ADD CONSTRAINT "The Owner" FOREIGN KEY (owner) REFERENCES "Odd Shop"."Users" (id)',
    other: 'ALTER TABLE "Odd Shop".orders ADD CONSTRAINT "The Owner" FOREIGN KEY (owner) REFERENCES others (id)',
    plain: false,
  },
} as const

describe.each(Object.entries(cases))('%s', (_, { before, make, other, plain }) => {
  const styles: readonly GuardStyle[] = plain ? ['block', 'plain'] : ['block']

  test.each(styles)('is made where it is absent, and left where it is the same (%s)', async (style) => {
    const sql = guardOf(`${given}${before}`, make, style)
    await connection.script(`${given}${before}`)
    await connection.script(sql)
    const once = await introspect(connection)
    expect(await madeBy(`${given}${before}${make}`)).toEqual(keysOf(once))
    await connection.script(sql)
    expect(await introspect(connection)).toEqual(once)
  })

  test.each(styles)('stops where it has another shape, and changes nothing (%s)', async (style) => {
    await connection.script(`${given}${before}${other}`)
    const there = await introspect(connection)
    await expect(connection.script(guardOf(`${given}${before}`, make, style))).rejects.toThrow(
      /is there already|another shape/,
    )
    await connection.script('ROLLBACK')
    expect(await introspect(connection)).toEqual(there)
  })

  if (plain) {
    test('needs no semicolon inside in the plain style', () => {
      const sql = guardOf(`${given}${before}`, make, 'plain')
      expect(sql.split(';').filter((part) => part.trim() !== '').length).toBe(2)
    })
  } else {
    test('has no plain style', () => {
      expect(() => guardOf(`${given}${before}`, make, 'plain')).toThrow('no guard')
    })
  }
})

/** What a real server makes of a script. */
async function madeBy(script: string): Promise<readonly string[]> {
  const other = await server.createDatabase()
  const second = await connect(other.url, { readOnly: false })
  try {
    await second.script(script)
    return keysOf(await introspect(second))
  } finally {
    await second.close()
    await other.drop()
  }
}

const keysOf = ({ objects }: Catalog): readonly string[] => [...objects.keys()].toSorted()

function guardOf(before: string, make: string, style: GuardStyle): string {
  const migration: Migration = {
    name: 'm',
    file: 'm.sql',
    orderKey: '',
    up: [{ kind: 'sql', chunk: verbatimChunk('m.sql', before + make) }],
    down: null,
    execution: { transaction: 'none', send: 'statement' },
    checksums: [],
    problems: [],
  }
  const project: Project = {
    name: 'guards',
    tool: 'sql',
    toolVersion: null,
    root: '/',
    migrations: [migration],
    order: { by: 'bytes', why: '', alternatives: [] },
    historyTable: { schema: null, name: 'migrations' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [],
    sources: new Map(),
  }
  const timeline = simulate(project)
  const last = timeline.statements.at(-1)
  const sql = last && guardedStatement(last, { final: timeline.catalog(), defaultSchema: 'public', style })
  if (!sql) throw new Error('no guard')
  return sql
}
