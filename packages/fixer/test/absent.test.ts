import { simulate } from '@migration-doctor/analyzer'
import { type Catalog, type Migration, verbatimChunk } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import { prescribe } from './prescribe.ts'

const users = 'CREATE TABLE users (id integer PRIMARY KEY);\n'

async function cureOf(files: Readonly<Record<string, string>>, live: string, applied = Object.keys(files)) {
  const paths = Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]))
  const { plan } = await prescribe({
    tool: 'sql',
    migrations: ['migrations'],
    files: paths,
    applied,
    live: await catalogOfScript(live),
  })
  return plan.steps.map(({ kind, migration, sql = '' }) => ({ kind, migration, sql }))
}

async function catalogOfScript(text: string): Promise<Catalog> {
  await loadParser()
  const { project } = await prescribe({
    tool: 'sql',
    migrations: ['migrations'],
    files: { 'migrations/001_live.sql': text },
  })
  const [first] = project.migrations
  if (!first) throw new Error('A script is a migration.')
  const migration: Migration = { ...first, up: [{ kind: 'sql', chunk: verbatimChunk(first.file, text) }] }
  return simulate({ ...project, migrations: [migration] }).catalog()
}

test('what is wholly gone runs again, with its own rows', async () => {
  const steps = await cureOf(
    { '001_users.sql': users, '002_tags.sql': "CREATE TABLE tags (name text);\nINSERT INTO tags VALUES ('new');\n" },
    users,
  )
  expect(steps).toEqual([{ kind: 'delete-history-row', migration: '002_tags.sql', sql: '' }])
})

test('what would touch something that is there does not run again', async () => {
  const steps = await cureOf(
    { '001_users.sql': users, '002_tags.sql': 'CREATE TABLE tags (name text);\nINSERT INTO users VALUES (1);\n' },
    users,
  )
  expect(steps.map(({ kind }) => kind)).toEqual(['emit-file'])
  expect(steps[0]?.sql).toContain('CREATE TABLE IF NOT EXISTS tags (name text);')
  expect(steps[0]?.sql).not.toContain('INSERT')
})

test('what a later migration changed is made with the change', async () => {
  const steps = await cureOf(
    {
      '001_users.sql': users,
      '002_tags.sql': 'CREATE TABLE tags (name text);\n',
      '003_color.sql': 'ALTER TABLE tags ADD COLUMN color text;\nALTER TABLE users ADD COLUMN tag text;\n',
    },
    'CREATE TABLE users (id integer PRIMARY KEY, tag text);\n',
  )
  const [step] = steps
  expect(steps).toHaveLength(1)
  expect(step?.sql).toContain('CREATE TABLE IF NOT EXISTS tags (name text);')
  expect(step?.sql).toContain('ADD COLUMN IF NOT EXISTS color text')
  expect(step?.sql).not.toContain('ADD COLUMN IF NOT EXISTS tag ')
})

test('the check of a table that is made asks for no column that comes later in the cure', async () => {
  const steps = await cureOf(
    {
      '001_users.sql': users,
      '002_tags.sql': 'CREATE TABLE tags (name text);\nINSERT INTO users VALUES (1);\n',
      '003_color.sql': 'ALTER TABLE tags ADD COLUMN color text;\n',
    },
    users,
  )
  const [table = '', column = ''] = (steps[0]?.sql ?? '').split('ADD COLUMN IF NOT EXISTS')
  expect(table).toContain("('name', 'text'")
  expect(table).not.toContain("('color', 'text'")
  expect(column).toContain("('color', 'text'")
})

test('what cannot be made safely twice has no cure', async () => {
  const steps = await cureOf(
    {
      '001_users.sql': users,
      '002_tags.sql':
        "CREATE TABLE tags (name text);\nINSERT INTO tags VALUES ('new');\nINSERT INTO users VALUES (1);\n",
    },
    users,
  )
  expect(steps).toEqual([])
})

test('a pending migration that needs what is missing runs behind the patch', async () => {
  const files = {
    '001_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\nCREATE TABLE tags (name text PRIMARY KEY);\n',
    '005_more.sql': 'CREATE TABLE more (tag text REFERENCES tags (name));\n',
  }
  const [step] = await cureOf(files, users, ['001_users.sql'])
  expect(step).toMatchObject({ kind: 'emit-file', migration: '002_complete_users.sql' })
})

test('what is there but not recorded is marked, unless it is another thing', async () => {
  const tags = 'CREATE TABLE tags (name text);\n'
  const files = { '001_users.sql': users, '002_tags.sql': tags }
  expect(await cureOf(files, users + tags, ['001_users.sql'])).toEqual([
    { kind: 'mark-applied', migration: '002_tags.sql', sql: '' },
  ])
  expect(await cureOf(files, `${users}CREATE TABLE tags (name integer);\n`, ['001_users.sql'])).toEqual([])
})
