import { fingerprint, loadParser, parseScript, sameStatements } from '../src/index.ts'

beforeAll(loadParser)

test.each([
  ['CREATE TABLE a (id int);', '-- why\ncreate   table A (\r\n  id INT\r\n)'],
  ['SELECT 1; SELECT 2;', 'select 1;;\n/* two */ select 2'],
  ['ALTER TABLE a ADD b int DEFAULT 1', 'ALTER TABLE a ADD COLUMN b integer DEFAULT 1'],
  ['', '-- only a comment'],
  [
    'DO $$ BEGIN IF a THEN CREATE TABLE t (id int); END IF; END $$',
    "DO LANGUAGE plpgsql 'begin\n -- why\n if A then create  table T (id INT);\n end if; end'".replace(
      'LANGUAGE plpgsql ',
      '',
    ),
  ],
  [
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.x := 1; RETURN NEW; END $$',
    'create function f() returns trigger language plpgsql as $b$\nbegin\n  new.x := 1; -- set\n  return new;\nend;\n$b$',
  ],
  [
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select /* one */ 1; $$',
  ],
  ["SELECT 'é', 1", "SELECT 'é' , 1"],
])('%j says the same as %j', (a, b) => {
  expect(sameStatements(a, b)).toBe(true)
})

test.each([
  ['CREATE TABLE a (id int)', 'CREATE TABLE "A" (id int)'],
  ['SELECT 1; SELECT 2', 'SELECT 2; SELECT 1'],
  ['SELECT 1', 'SELECT 1; SELECT 1'],
  ['CREATE TABLE a (id int)', 'CREATE TABLE IF NOT EXISTS a (id int)'],
  ['DO $$ BEGIN PERFORM 1; END $$', 'DO $$ BEGIN PERFORM 2; END $$'],
  ["DO $$ BEGIN RAISE NOTICE 'a'; END $$", "DO $$ BEGIN RAISE NOTICE 'b'; END $$"],
  ['DO $$ BEGIN DROP TABLE a; EXCEPTION WHEN OTHERS THEN NULL; END $$', 'DO $$ BEGIN DROP TABLE a; END $$'],
  ["DO $$ BEGIN EXECUTE 'SELECT  1'; END $$", "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$"],
  [
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
  ],
  ["CREATE FUNCTION f() RETURNS int LANGUAGE plv8 AS 'a'", "CREATE FUNCTION f() RETURNS int LANGUAGE plv8 AS 'a '"],
  ['DO $$ BEGIN BROKEN; END $$', 'DO $$ BEGIN  BROKEN; END $$'],
  ["SELECT 'a  b'", "SELECT 'a b'"],
  ['SELEC 1', 'SELEC  1'],
  ['', 'SELECT 1'],
])('%j does not say the same as %j', (a, b) => {
  expect(sameStatements(a, b)).toBe(false)
})

test('a script that does not parse is the same as itself', () => {
  expect(sameStatements('SELEC 1', 'SELEC 1')).toBe(true)
})

test('a fingerprint does not depend on where the statement stands', () => {
  const prints = parseScript('SELECT a FROM b;\n\n  /* again */ select A from B; SELECT a FROM c').items.map((item) =>
    'statement' in item ? fingerprint(item.statement) : '',
  )
  expect(prints[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(prints[1]).toBe(prints[0])
  expect(prints[2]).not.toBe(prints[0])
})
