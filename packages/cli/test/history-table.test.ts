import { run } from '../src/main.ts'
import { databaseForEachTest } from './database.ts'
import { healthySql } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

const own = databaseForEachTest()

async function called(files: Readonly<Record<string, string>>, ...words: string[]) {
  const host = testHost({ cwd: await folderOf(files), environment: { DATABASE_URL: own.database.url } })
  const code = await run([...words, '--tool', 'sql'], host)
  return { code, ...host.written }
}

test('a named table that does not exist is an error, which says what is there instead', async () => {
  await own.client.query(`${Object.values(healthySql).join('')}
    CREATE TABLE migration_history (filename text, executed_at timestamptz)`)
  const words = ['diagnose', '--history-table', 'migration_hsitory', '--replay', 'never', '--format', 'json']
  const { code, out } = await called(healthySql, ...words)
  expect(code).toBe(1)
  const findings = JSON.parse(out).projects[0].findings
  expect(findings.filter((finding: { causedBy: unknown }) => finding.causedBy === null)).toMatchObject([
    { rule: 'missing-history-table', severity: 'error', message: expect.stringContaining('migration_hsitory') },
  ])
  expect(findings[0].help).toContain('public.migration_history')
})

test('a named table on an empty database is no more than a note', async () => {
  const { code, out } = await called(healthySql, 'diagnose', '--history-table', 'done', '--replay', 'never')
  expect(code).toBe(0)
  expect(out).toContain('missing-history-table')
})

test('a table that tracks nothing is refused with what it holds', async () => {
  await own.client.query("CREATE TABLE people AS SELECT 'alice' AS name, 'a@b.c' AS email")
  const { code, out, err } = await called(healthySql, 'diagnose', '--history-table', 'people', '--replay', 'never')
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toContain('public.people does not look like a tracking table')
  expect(err).toContain('"alice"')
})

const guarded = { 'migrations/001_users.sql': 'CREATE TABLE IF NOT EXISTS users (id integer PRIMARY KEY);\n' }
const bare = { 'migrations/001_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n' }
const record = `CREATE TABLE users (id integer PRIMARY KEY);
  CREATE TABLE migration_history (filename text, executed_at timestamptz);
  INSERT INTO migration_history VALUES ('001_users.sql', '2024-01-01T00:00:00Z')`
const pending = [
  'mark',
  'pending',
  '001_users.sql',
  '--yes',
  '--history-table',
  'migration_history',
  '--format',
  'json',
]

test('a migration that can run again over what it made may be marked as pending, and the row is written out', async () => {
  await own.client.query(record)
  const { code, out } = await called(guarded, ...pending)
  expect(code).toBe(0)
  expect((await own.client.query('SELECT FROM migration_history')).rows).toEqual([])
  const { undo } = JSON.parse(out).plan.steps[0]
  await own.client.query(undo)
  expect((await own.client.query('SELECT filename, executed_at FROM migration_history')).rows).toEqual([
    { filename: '001_users.sql', executed_at: new Date('2024-01-01T00:00:00Z') },
  ])
})

test('one that cannot is not', async () => {
  await own.client.query(record)
  expect(await called(bare, ...pending)).toMatchObject({
    code: 4,
    err: expect.stringContaining('running it again would fail'),
  })
})
