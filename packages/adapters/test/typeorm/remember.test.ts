import type { CatalogView, Step } from '@migration-doctor/core'
import { bareTable } from '../../src/typeorm/explore.ts'
import { readProject } from './reading.ts'

const migration = `export class A1700000000001 {
  async up(queryRunner) {
    const there = await queryRunner.hasTable('users')
    if (!there) await queryRunner.query('CREATE TABLE users (id integer)')
    const rows = await queryRunner.query("SELECT name FROM settings WHERE name = 'a'")
    if (rows.length === 0) await queryRunner.query('CREATE INDEX users_id ON users (id)')
    for (const { name } of await queryRunner.query('SELECT name FROM names')) {
      await queryRunner.query('ALTER TABLE users ADD COLUMN ' + name + ' text')
    }
  }
  async down(queryRunner) {}
}`

/** A database that changes while the migration runs, as a real one does. */
function changing(known: Readonly<Record<string, readonly object[] | null>>): { view: CatalogView; made: () => void } {
  let made = false
  const view: CatalogView = {
    defaultSchema: 'public',
    table: (name, schema = 'public') => (made ? bareTable(schema, name) : null),
    view: () => false,
    enumLabels: () => null,
    hasSchema: () => true,
    rows: (sql) => (known[sql] ?? null) as ReturnType<NonNullable<CatalogView['rows']>>,
  }
  return { view, made: () => (made = true) }
}

async function sent(known: Readonly<Record<string, readonly object[] | null>>): Promise<readonly string[]> {
  const project = await readProject({ 'migrations/1700000000001-A.js': migration })
  const { view, made } = changing(known)
  const texts: string[] = []
  const pending: Step[] = [...(project.migrations[0]?.up ?? [])]
  for (let step = pending.shift(); step; step = pending.shift()) {
    if (step.kind === 'catalog') pending.unshift(...step.expand(view))
    else if (step.kind === 'sql') texts.push(step.chunk.text)
    else texts.push(step.kind)
    if (step.kind === 'sql' && step.chunk.text.startsWith('CREATE TABLE')) made()
  }
  return texts
}

const first = ['CREATE TABLE users (id integer)', "SELECT name FROM settings WHERE name = 'a'"]

test('an earlier question keeps its answer, although the database has changed since', async () => {
  expect(await sent({ "SELECT name FROM settings WHERE name = 'a'": [], 'SELECT name FROM names': [] })).toEqual([
    ...first,
    'CREATE INDEX users_id ON users (id)',
    'SELECT name FROM names',
  ])
})

test('rows that the history itself has put there are known', async () => {
  const known = {
    "SELECT name FROM settings WHERE name = 'a'": [{ name: 'a' }],
    'SELECT name FROM names': [{ name: 'x' }],
  }
  expect(await sent(known)).toEqual([...first, 'SELECT name FROM names', 'ALTER TABLE users ADD COLUMN x text'])
})

test('rows that nobody knows leave it open whether something runs', async () => {
  expect(await sent({})).toEqual([...first, 'unreadable', 'SELECT name FROM names', 'unreadable'])
})
