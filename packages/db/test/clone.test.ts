import { compareCatalogs } from '@migration-doctor/core'
import {
  type Connection,
  cloneInto,
  connect,
  hashCatalog,
  introspect,
  openScratch,
  type Scratch,
} from '@migration-doctor/db'
import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'
import { richSchema } from './rich-schema.ts'

const scratches: readonly [string, number, () => Promise<Scratch>][] = [
  ['PostgreSQL 18 to itself', 18, async () => openScratch({ shadowUrl: (await startServer(18)).url })],
  ['PostgreSQL 15 to itself', 15, async () => openScratch({ shadowUrl: (await startServer(15)).url })],
  ['PostgreSQL 18 to PGlite', 18, () => openScratch({ extensions: ['citext', 'uuid-ossp'] })],
]

describe.each(scratches)('%s', (_, version, open) => {
  let database: TestDatabase
  let source: Connection
  let scratch: Scratch

  async function fill(sql: string): Promise<void> {
    const writer = await connect(database.url, { readOnly: false })
    await writer.script(sql)
    await writer.close()
  }

  beforeEach(async () => {
    const server = await startServer(version)
    database = await server.createDatabase()
    source = await connect(database.url, { readOnly: true })
    scratch = await open()
  })

  afterEach(async () => {
    await source.close()
    await scratch.close()
    await database.drop()
  })

  test('the copy of a rich schema is the same schema', async () => {
    await fill(richSchema)
    const { refused } = await cloneInto(source, scratch.database, { rowsOf: [] })
    expect(refused).toEqual([])
    const [original, copy] = [await introspect(source), await introspect(scratch.database)]
    expect(compareCatalogs(original, copy)).toEqual([])
    expect(hashCatalog(copy)).toBe(hashCatalog(original))
    expect(original.objects.size).toBeGreaterThan(150)
  })

  test('rows of a history come along, and its sequences go on behind them', async () => {
    await fill(`
      CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum text NOT NULL, logs text,
        finished_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), n int GENERATED ALWAYS AS (1 + 1) STORED);
      INSERT INTO "_prisma_migrations" VALUES ('a', E'it''s \\\\ "x"\n', NULL, '2024-05-06 07:08:09.123456+02'),
        ('b', '', 'öß😀', 'infinity');
      CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO migrations ("timestamp", name) VALUES (9007199254740993, 'First'), (1700000000000, 'Second');
      CREATE TABLE empty (id int GENERATED ALWAYS AS IDENTITY);
      CREATE TABLE other (id int); INSERT INTO other VALUES (1);
    `)
    const rowsOf = ['_prisma_migrations', 'migrations', 'empty', 'not_there'].map((name) => ({
      schema: 'public',
      name,
    }))
    expect((await cloneInto(source, scratch.database, { rowsOf })).refused).toEqual([])
    for (const table of ['"_prisma_migrations"', 'migrations', 'empty']) {
      const sql = `SELECT t::text AS row FROM ${table} t ORDER BY 1`
      expect(await scratch.database.query(sql)).toEqual(await source.query(sql))
    }
    await scratch.database.script(`INSERT INTO migrations ("timestamp", name) VALUES (1, 'Third')`)
    await scratch.database.script('INSERT INTO empty DEFAULT VALUES')
    expect(await scratch.database.query("SELECT id FROM migrations WHERE name = 'Third'")).toEqual([{ id: 3 }])
    expect(await scratch.database.query('SELECT id FROM empty')).toEqual([{ id: 1 }])
    expect(await scratch.database.query('SELECT count(*)::int AS n FROM other')).toEqual([{ n: 0 }])
  })

  test('what needs each other in any order is copied', async () => {
    await fill(`
      CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
      ALTER TABLE a ADD b int REFERENCES b;
      CREATE VIEW early AS SELECT 1 AS x;
      CREATE VIEW late AS SELECT 2 AS x, 3 AS y;
      CREATE FUNCTION of_late() RETURNS SETOF late LANGUAGE sql AS 'SELECT * FROM late';
      CREATE OR REPLACE VIEW early AS SELECT x FROM of_late();
      CREATE FUNCTION label(r a) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN r.id; END';
      CREATE TABLE c (id int DEFAULT 1);
      CREATE FUNCTION next_c() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT max(id) FROM c); END';
      ALTER TABLE c ALTER id SET DEFAULT next_c();
      CREATE INDEX ON a ((label(a)));
    `)
    expect((await cloneInto(source, scratch.database, { rowsOf: [] })).refused).toEqual([])
    expect(compareCatalogs(await introspect(source), await introspect(scratch.database))).toEqual([])
  })

  test('an index that failed to build stays invalid, and views stay filled or not', async () => {
    await fill('CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1); CREATE MATERIALIZED VIEW m AS SELECT * FROM a')
    await fill('CREATE MATERIALIZED VIEW n AS SELECT * FROM a WITH NO DATA')
    await expect(fill('CREATE UNIQUE INDEX CONCURRENTLY twice ON a (id)')).rejects.toMatchObject({ code: '23505' })
    expect((await cloneInto(source, scratch.database, { rowsOf: [] })).refused).toEqual([])
    const copy = await introspect(scratch.database)
    expect(copy.objects.get('index:public.a.twice')).toMatchObject({ valid: false })
    expect(await scratch.database.query('SELECT * FROM m')).toEqual([])
    await expect(scratch.database.query('SELECT * FROM n')).rejects.toMatchObject({ code: '55000' })
  })

  test('a database without the schema public stays without', async () => {
    await fill('DROP SCHEMA public; CREATE SCHEMA app; CREATE TABLE app.a (id int)')
    expect((await cloneInto(source, scratch.database, { rowsOf: [] })).refused).toEqual([])
    const copy = await introspect(scratch.database)
    expect([...copy.objects.keys()].sort()).toEqual(['column:app.a.id', 'schema:app.app', 'table:app.a'])
  })

  test('only the schemas asked for are copied', async () => {
    await fill('CREATE SCHEMA app; CREATE TABLE app.a (id int); CREATE TABLE b (id int)')
    await cloneInto(source, scratch.database, { rowsOf: [], schemas: ['app'] })
    const tables = [...(await introspect(scratch.database)).objects.keys()].filter((key) => key.startsWith('table:'))
    expect(tables).toEqual(['table:app.a'])
  })
})

test('an extension that the scratch lacks is told, with what needs it; the rest is copied', async () => {
  const database = await (await startServer(18)).createDatabase()
  const writer = await connect(database.url, { readOnly: false })
  await writer.script('CREATE EXTENSION dblink; CREATE EXTENSION xml2; CREATE TABLE a (id int)')
  await writer.script(`CREATE VIEW remote AS SELECT * FROM dblink('x', 'SELECT 1') AS t (a int)`)
  const scratch = await openScratch()
  const { refused } = await cloneInto(writer, scratch.database, { rowsOf: [] })
  expect(refused.map(({ error }) => error.sqlstate).sort()).toEqual(['0A000', '0A000', '42883'])
  expect((await introspect(scratch.database)).objects.has('table:public.a')).toBe(true)
  await scratch.close()
  await writer.close()
  await database.drop()
})

test('roles that policies name are made where nobody else has any', async () => {
  const database = await (await startServer(18)).createDatabase()
  const writer = await connect(database.url, { readOnly: false })
  await writer.script(
    `CREATE ROLE clone_test_reader; CREATE TABLE a (id int); CREATE POLICY p ON a TO clone_test_reader`,
  )
  const scratch = await openScratch()
  try {
    expect((await cloneInto(writer, scratch.database, { rowsOf: [] })).refused).toEqual([])
    expect(compareCatalogs(await introspect(writer), await introspect(scratch.database))).toEqual([])
  } finally {
    await scratch.close()
    await writer.script('DROP TABLE a; DROP ROLE clone_test_reader')
    await writer.close()
    await database.drop()
  }
})

test('copying leaves the source untouched and needs no right to write', async () => {
  const database = await (await startServer(18)).createDatabase()
  const writer = await connect(database.url, { readOnly: false })
  await writer.script(`${richSchema}; CREATE ROLE clone_test_guest LOGIN PASSWORD 'guest'`)
  const before = hashCatalog(await introspect(writer))
  const url = new URL(database.url)
  url.username = 'clone_test_guest'
  url.password = 'guest'
  const guest = await connect(url.href, { readOnly: true })
  const scratch = await openScratch({ shadowUrl: database.url })
  try {
    expect((await cloneInto(guest, scratch.database, { rowsOf: [] })).refused).toEqual([])
    expect(hashCatalog(await introspect(scratch.database))).toBe(before)
    expect(hashCatalog(await introspect(writer))).toBe(before)
  } finally {
    await scratch.close()
    await guest.close()
    await writer.script('DROP ROLE clone_test_guest')
    await writer.close()
    await database.drop()
  }
})
