import { loadParser, parseScript } from '@migration-doctor/sql'
import { concernsWholeServer } from '../src/whole-server.ts'

beforeAll(() => loadParser())

function concerns(sql: string): boolean[] {
  return parseScript(sql).items.flatMap((item) => ('statement' in item ? [concernsWholeServer(item.statement)] : []))
}

test.each([
  'CREATE DATABASE x',
  'DROP DATABASE IF EXISTS x',
  'ALTER DATABASE x SET search_path = app',
  'ALTER DATABASE x RENAME TO y',
  'ALTER DATABASE x OWNER TO bob',
  'GRANT CONNECT ON DATABASE x TO bob',
  "CREATE ROLE bob LOGIN PASSWORD 'x'",
  'ALTER USER bob SUPERUSER',
  'ALTER ROLE bob SET work_mem = 64',
  'ALTER ROLE bob RENAME TO alice',
  'DROP USER bob',
  'GRANT admin TO bob',
  'DROP OWNED BY bob',
  'REASSIGN OWNED BY bob TO alice',
  'ALTER SYSTEM SET fsync = off',
  "CREATE TABLESPACE fast LOCATION '/x'",
  "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
  "COPY t FROM '/etc/passwd'",
  "COPY t TO PROGRAM 'cat'",
])('%s', (sql) => {
  expect(concerns(sql)).toEqual([true])
})

test('what stays in its database does not', () => {
  const sql = `CREATE TABLE t (id int); ALTER TABLE t OWNER TO bob; ALTER TABLE t RENAME TO u; GRANT SELECT ON u TO bob;
    CREATE SCHEMA s AUTHORIZATION bob; COPY t FROM STDIN; SET ROLE bob; CREATE PUBLICATION p FOR ALL TABLES;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob; CREATE EXTENSION citext; VACUUM`
  expect(concerns(sql)).toEqual(Array.from({ length: 11 }, () => false))
})
