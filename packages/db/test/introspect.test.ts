import { type Catalog, type CatalogObject, compareCatalogs, type Database } from '@migration-doctor/core'
import {
  type Connection,
  connect,
  hashCatalog,
  inReadOnly,
  introspect,
  openScratch,
  type Scratch,
} from '@migration-doctor/db'
import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'
import { richSchema } from './rich-schema.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

async function live(version: number): Promise<Connection & { url: string }> {
  const database: TestDatabase = await (await startServer(version)).createDatabase()
  const connection = await connect(database.url, { readOnly: false })
  opened.push({ close: () => database.drop() }, connection)
  return Object.assign(connection, { url: database.url })
}

async function scratch(extensions: readonly string[] = []): Promise<Scratch> {
  const opening = await openScratch({ extensions })
  opened.push(opening)
  return opening
}

const engines: readonly [string, () => Promise<Database>][] = [
  ['PostgreSQL 15', () => live(15)],
  ['PostgreSQL 18', () => live(18)],
  ['PGlite', async () => (await scratch(['citext', 'uuid-ossp'])).database],
]

const of = (catalog: Catalog, ...keys: readonly string[]): (CatalogObject | undefined)[] =>
  keys.map((key) => catalog.objects.get(key))

describe.each(engines)('%s', (_, open) => {
  test('reads every kind of object', async () => {
    const database = await open()
    await database.script(richSchema)
    const catalog = await introspect(database)
    const kinds = new Set([...catalog.objects.values()].map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(
      [
        'aggregate',
        'cast',
        'collation',
        'column',
        'composite',
        'constraint',
        'domain',
        'enum',
        'event trigger',
        'extension',
        'function',
        'index',
        'materialized view',
        'operator',
        'policy',
        'procedure',
        'publication',
        'range',
        'rule',
        'schema',
        'sequence',
        'statistics',
        'table',
        'text search configuration',
        'trigger',
        'view',
      ].sort(),
    )
    expect(catalog.objects.size).toBeGreaterThan(150)
  })

  test('tells the facts of each', async () => {
    const database = await open()
    await database.script(richSchema)
    const catalog = await introspect(database)
    expect(
      of(
        catalog,
        'column:shop.User.currentStage',
        'column:shop.User.slug',
        'column:shop.User.added',
        'column:shop.invoice.number',
        'column:shop.address.roles',
      ),
    ).toMatchObject([
      {
        position: 2,
        type: 'shop."Role"',
        notNull: true,
        default: `'ADMIN'::shop."Role"`,
        identity: null,
        generated: null,
      },
      { type: 'text', default: 'shop.slug((name)::text, 2)', generated: 'stored' },
      { position: 11, type: 'boolean', default: 'false' },
      { position: 2, type: 'integer', identity: 'by default', default: null },
      { position: 3, type: 'shop."Role"[]' },
    ])
    expect(
      of(
        catalog,
        'constraint:shop.invoice.parent',
        'constraint:shop.invoice.invoice_user_fkey',
        'constraint:shop.email.has_at',
        'constraint:shop.invoice.no_overlap',
        'constraint:shop.User.User_name_key',
      ),
    ).toMatchObject([
      {
        columns: ['parent_id', 'parent_number'],
        references: { schema: 'shop', table: 'invoice', columns: ['id', 'number'] },
        validated: false,
        definition: 'FOREIGN KEY (parent_id, parent_number) REFERENCES shop.invoice(id, number) MATCH FULL NOT VALID',
      },
      { onDelete: 'cascade', onUpdate: 'set null', deferrable: true, deferred: true, validated: true },
      { type: 'check', columns: [], references: null },
      { type: 'exclusion', columns: ['during'] },
      { type: 'unique', columns: ['name'] },
    ])
    expect(
      of(
        catalog,
        'index:shop.User.User_lower',
        'index:shop.User.User_name_key',
        'index:public.measurement.only_parent',
      ),
    ).toMatchObject([
      { method: 'btree', unique: false, keys: [null, 'created'], include: [], hasPredicate: true, ofConstraint: false },
      { unique: true, keys: ['name'], include: ['created'], ofConstraint: true, valid: true },
      { valid: false },
    ])
    expect(
      of(
        catalog,
        'table:public.measurement',
        'table:public.measurement_oslo',
        'table:public.bird',
        'table:shop.invoice',
        'table:shop.User',
      ),
    ).toMatchObject([
      { partitionKey: 'RANGE (day)', parents: [] },
      { partitionKey: null, parents: ['public.measurement_rest'] },
      { parents: ['public.animal'] },
      { persistence: 'unlogged', rowSecurity: false },
      { rowSecurity: true },
    ])
    expect(
      of(
        catalog,
        'sequence:shop.User_id_seq',
        'sequence:shop.ticket',
        'enum:shop.Role',
        'enum:public.mood',
        'domain:shop.email',
        'range:shop.span',
        'function:shop.slug(text, integer)',
        'function:shop.slug(public.citext)',
        'view:shop.active',
      ),
    ).toMatchObject([
      { ownedBy: 'shop.User.id' },
      { ownedBy: null },
      { labels: ['ADMIN', "it's", 'Üser'] },
      { labels: [] },
      { base: 'public.citext' },
      { base: 'timestamp with time zone' },
      { returns: 'text', language: 'sql', body: expect.stringContaining('SELECT lower(title)') },
      { body: expect.stringContaining('RETURN lower') },
      { columns: ['id', 'New Name', 'count'], definition: expect.stringContaining('shop."User"') },
    ])
  })

  test("leaves out the system's, the extensions' and temporary objects", async () => {
    const database = await open()
    const empty = await introspect(database)
    expect([...empty.objects.keys()]).toEqual(['schema:public.public'])
    await database.script('CREATE EXTENSION citext; CREATE TEMPORARY TABLE t (id serial PRIMARY KEY)')
    expect([...(await introspect(database)).objects.keys()].sort()).toEqual([
      'extension:.citext',
      'schema:public.public',
    ])
  })

  test('reads only the schemas asked for', async () => {
    const database = await open()
    await database.script('CREATE SCHEMA app; CREATE TABLE app.a (id int); CREATE TABLE b (id int)')
    const catalog = await introspect(database, { schemas: ['app', 'not_there'] })
    expect([...catalog.objects.keys()].sort()).toEqual(['column:app.a.id', 'schema:app.app', 'table:app.a'])
  })

  test('changes nothing, inside a transaction or outside', async () => {
    const database = await open()
    await database.script('CREATE SCHEMA app; SET search_path = app')
    await database.script('BEGIN; SET LOCAL search_path = app, public')
    await database.script('CREATE TABLE made_inside (id int)')
    expect((await introspect(database)).objects.has('table:app.made_inside')).toBe(true)
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'app, public' }])
    await database.script('ROLLBACK')
    expect((await introspect(database)).objects.has('table:app.made_inside')).toBe(false)
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'app' }])
    await database.script('CREATE TABLE made_after (id int)')
  })
})

test('one schema is one catalog on PostgreSQL 18 and PGlite', async () => {
  const [server, embedded] = [await live(18), (await scratch(['citext', 'uuid-ossp'])).database]
  for (const database of [server, embedded]) await database.script(richSchema)
  const [a, b] = [await introspect(server), await introspect(embedded)]
  expect(compareCatalogs(a, b)).toEqual([])
  expect(hashCatalog(a)).toBe(hashCatalog(b))
})

test('the number of queries does not depend on the number of tables', async () => {
  const database = await live(18)
  const counting = (counted: { n: number }): Database => ({
    query: (sql, parameters) => {
      counted.n++
      return database.query(sql, parameters)
    },
    script: (sql) => {
      counted.n++
      return database.script(sql)
    },
    close: async () => undefined,
  })
  const [few, many] = [{ n: 0 }, { n: 0 }]
  await introspect(counting(few))
  const tables = Array.from(
    { length: 200 },
    (_, i) => `CREATE TABLE t${i} (id serial PRIMARY KEY, t int REFERENCES t${Math.max(0, i - 1)})`,
  )
  await database.script(tables.join(';'))
  const catalog = await introspect(counting(many))
  expect(many.n).toBe(few.n)
  expect(few.n).toBeLessThanOrEqual(15)
  expect(catalog.objects.size).toBe(1 + 200 * (1 + 2 + 2 + 1 + 1))
})

test('what a user may not read is described all the same', async () => {
  const database = await live(18)
  const role = `introspect_guest_${Date.now()}`
  await database.script(richSchema)
  await database.script(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'; REVOKE ALL ON SCHEMA shop FROM PUBLIC`)
  const url = Object.assign(new URL(database.url), { username: role, password: 'guest' })
  const guest = await connect(url.href, { readOnly: true })
  try {
    await expect(guest.query('SELECT * FROM shop."User"')).rejects.toMatchObject({ code: '42501' })
    const seen = await inReadOnly(guest, (connection) => introspect(connection))
    expect(compareCatalogs(await introspect(database), seen)).toEqual([])
  } finally {
    await guest.close()
    await database.script(`DROP ROLE ${role}`)
  }
})

test('objects that come and go meanwhile do not stop it', async () => {
  const database = await live(18)
  const other = await connect(database.url, { readOnly: false })
  opened.push(other)
  let running = true
  const churn = (async () => {
    for (let i = 0; running; i++) {
      await other.script(
        `CREATE TABLE churn${i} (id serial PRIMARY KEY, x int CHECK (x > 0)); CREATE VIEW v${i} AS SELECT * FROM churn${i}`,
      )
      await other.script(`DROP TABLE churn${i} CASCADE`)
    }
  })()
  try {
    for (let i = 0; i < 15; i++) expect((await introspect(database)).objects.has('schema:public.public')).toBe(true)
  } finally {
    running = false
    await churn
  }
})

test('a migration that holds locks is neither disturbed nor waited for for long', async () => {
  const database = await live(18)
  await database.script('CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM a')
  const reader = await connect(database.url, { readOnly: true })
  opened.push(reader)
  await database.script('BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE')
  await expect(introspect(reader)).rejects.toMatchObject({ code: 3, message: expect.stringContaining('holds locks') })
  const late = introspect(reader)
  await database.script('ALTER TABLE a ADD COLUMN b int; COMMIT')
  // It may have read the columns before the change: schema changes that run meanwhile are half seen.
  expect((await late).objects.has('table:public.a')).toBe(true)
  expect((await introspect(reader)).objects.has('column:public.a.b')).toBe(true)
})

test('an index that failed to build, and a constraint not validated', async () => {
  const database = await live(18)
  await database.script('CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1)')
  await expect(database.script('CREATE UNIQUE INDEX CONCURRENTLY twice ON a (id)')).rejects.toMatchObject({
    code: '23505',
  })
  await database.script('ALTER TABLE a ADD CONSTRAINT later CHECK (id > 5) NOT VALID')
  expect(of(await introspect(database), 'index:public.a.twice', 'constraint:public.a.later')).toMatchObject([
    { valid: false },
    { validated: false, definition: 'CHECK ((id > 5)) NOT VALID' },
  ])
})
