import type { Report } from '@migration-doctor/core'
import { run } from '../src/main.ts'
import { databaseForEachTest } from './database.ts'
import { folderOf, testHost } from './test-host.ts'

const files = {
  'migrations/001_schema.sql': 'CREATE SCHEMA billing;\n',
  'migrations/002_invoices.sql': 'CREATE TABLE billing.invoices (id integer PRIMARY KEY, total numeric);\n',
  'migrations/003_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  'migrations/004_pending.sql': 'CREATE TABLE later (id integer);\n',
}

const own = databaseForEachTest()

beforeEach(async () => {
  await own.client.query(`${Object.values(files).slice(0, 3).join('')}
    CREATE TABLE migration_history (filename text, executed_at timestamptz DEFAULT now());
    INSERT INTO migration_history (filename) VALUES ('001_schema.sql'), ('002_invoices.sql'), ('003_users.sql')`)
})

async function called(...words: string[]) {
  const host = testHost({ cwd: await folderOf(files), environment: { DATABASE_URL: own.database.url } })
  const code = await run([...words, '--history-table', 'migration_history'], host)
  return { code, ...host.written }
}

test('all that is recorded is there', async () => {
  const { code, out } = await called('verify')
  expect({ code, out: out.replaceAll(/\s+/g, ' ') }).toEqual({
    code: 0,
    out: expect.stringMatching(/3 recorded migrations, all really there in \S+ on \S+; 1 not yet applied\. $/),
  })
})

test('a column that is gone', async () => {
  await own.client.query('ALTER TABLE billing.invoices DROP COLUMN total')
  const { code, out } = await called('verify')
  expect(code).toBe(1)
  expect(out).toContain('partially-applied')
  expect(out).toContain('total')
  expect(out).toContain('migrations/002_invoices.sql:1:1')
})

test('a schema that is gone is one finding, and what stood in it follows', async () => {
  await own.client.query('DROP SCHEMA billing CASCADE')
  const { code, out } = await called('verify', '--format', 'json')
  expect(code).toBe(1)
  const report: Report = JSON.parse(out)
  const findings = report.projects.flatMap((project) => project.findings)
  const roots = findings.filter(({ causedBy }) => causedBy === null)
  expect(roots.map(({ rule, migration, objects }) => ({ rule, migration, objects }))).toEqual([
    {
      rule: 'recorded-but-absent',
      migration: '001_schema.sql',
      objects: [{ kind: 'schema', schema: 'billing', name: 'billing' }],
    },
  ])
  expect(findings.length).toBeGreaterThan(1)
  expect(report.summary.errors).toBe(1)
})

test('status tells every state, and fails for none', async () => {
  await own.client.query("INSERT INTO migration_history (filename) VALUES ('900_gone.sql')")
  const { code, out } = await called('status')
  expect(code).toBe(0)
  expect(out).toMatch(/1 {2}applied +001_schema\.sql/)
  expect(out).toMatch(/4 {2}pending +004_pending\.sql/)
  expect(out).toMatch(/5 {2}missing-file +900_gone\.sql/)
  expect(out).toContain('3 applied, 1 pending and 1 missing-file.')
})

test('looking leaves no trace in the database', async () => {
  const relations = async () => (await own.client.query('SELECT oid FROM pg_class ORDER BY oid')).rows
  const before = await relations()
  for (const words of [['diagnose'], ['verify'], ['status'], ['fix']]) await called(...words)
  expect(await relations()).toEqual(before)
})
