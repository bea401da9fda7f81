import { loadParser, parseScript } from '@migration-doctor/sql'
import { apply } from '../../src/simulate/apply.ts'
import { queryRows } from '../../src/simulate/plpgsql/rows.ts'
import { Session } from '../../src/simulate/session.ts'
import { systemCatalog } from '../../src/simulate/system.ts'

let session: Session
beforeAll(async () => {
  await loadParser()
  session = new Session({ pgVersion: 18, searchPath: ['public'], system: systemCatalog(18) })
  const script = `CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL); CREATE TABLE filled (id int);
    INSERT INTO filled VALUES (1); CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE FUNCTION make() RETURNS int LANGUAGE plpgsql AS 'BEGIN CREATE TABLE made (id int); RETURN 1; END'`
  for (const item of parseScript(script).items) if ('statement' in item) apply(session, item.statement)
})

test.each([
  ['SELECT id, name FROM teams', [], []],
  ['SELECT count(*) FROM teams', [], [{ count: '0' }]],
  ['SELECT count(*)::int AS n FROM teams', [], [{ n: 0 }]],
  ['SELECT EXISTS (SELECT 1 FROM teams) AS "any"', [], [{ any: false }]],
  ["SELECT to_regclass('public.teams') AS t, to_regclass('missing') AS m", [], [{ t: 'teams', m: null }]],
  [
    'SELECT column_name, is_nullable FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position',
    ['teams'],
    [
      { column_name: 'id', is_nullable: 'NO' },
      { column_name: 'name', is_nullable: 'NO' },
    ],
  ],
  [
    'SELECT array_agg(enumlabel ORDER BY enumsortorder DESC) AS labels FROM pg_enum',
    [],
    [{ labels: ['happy', 'sad'] }],
  ],
  ['WITH t AS (SELECT id FROM teams) SELECT * FROM t JOIN filled f ON f.id = t.id', [], []],
  ['SELECT t.name FROM filled f, teams t', [], []],
])('%s', (sql, parameters, rows) => {
  expect(queryRows(session, sql, parameters)).toEqual(rows)
})

test.each([
  ['SELECT * FROM filled'],
  ['SELECT now()'],
  ['SELECT id FROM missing'],
  ['SELECT 1; SELECT 2'],
  ["INSERT INTO teams VALUES (1, 'a') RETURNING id"],
  ['SELECT $1 AS given'],
  ['not SQL'],
  ['SELECT make()'],
])('not known: %s', (sql) => {
  expect(queryRows(session, sql, [undefined])).toBeNull()
  expect(session.schema('public')?.relations.has('made')).toBe(false)
})
