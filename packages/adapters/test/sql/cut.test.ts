import { type Migration, placeIn } from '@migration-doctor/core'
import { memoryFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/sql/index.ts'

/** Reads one file of a tool whose marks another file carries. */
async function read(text: string, tool: 'goose' | 'migrate'): Promise<Migration> {
  const files = memoryFiles({
    '/app/migrations/1_marked.sql': `-- +${tool} Up\n`,
    '/app/migrations/2_it.sql': text,
  })
  const { migrations } = await adapter.read({ cwd: '/app', migrations: [] }, { files, environment: {} })
  const [, found] = migrations
  if (!found) throw new Error('no migration')
  return found
}

const sent = ({ up }: Migration) => up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.text.trim()] : []))
const said = ({ up }: Migration) => up.flatMap((step) => (step.kind === 'refusal' ? [step.message] : []))

const doBlock = 'DO $$\nBEGIN\n  PERFORM 1;\nEND $$;'

test.each(['goose', 'migrate'] as const)('%s: a statement ends at a line that ends with a semicolon', async (tool) => {
  const migration = await read(`-- +${tool} Up\nSELECT 1; SELECT 2;\nSELECT 3\n  , 4; -- why\n${doBlock}\n`, tool)
  expect(sent(migration)).toEqual([
    'SELECT 1; SELECT 2;',
    'SELECT 3\n  , 4; -- why',
    'DO $$\nBEGIN\n  PERFORM 1;',
    'END $$;',
  ])
  expect(said(migration)).toEqual([])
})

test.each(['goose', 'migrate'] as const)('%s: StatementBegin and StatementEnd keep semicolons', async (tool) => {
  const text = `-- +${tool} Up\n-- +${tool} StatementBegin\n${doBlock}\n-- +${tool} StatementEnd\nSELECT 1;\n`
  expect(sent(await read(text, tool))).toEqual([doBlock, 'SELECT 1;'])
})

const refusals: readonly [tool: 'goose' | 'migrate', text: string, message: string, at: string][] = [
  [
    'goose',
    '-- +goose Up\nSELECT 1;\nSELECT 2\n-- +goose Down\n',
    'unexpected unfinished SQL query: "SELECT 2"',
    'SELECT 2\n',
  ],
  ['goose', '-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n', "missing '-- +goose StatementEnd'", ''],
  ['goose', 'SELECT 1;\n-- +goose Up\n', 'unexpected state 0 on line "SELECT 1;"', 'SELECT 1;\n'],
  ['goose', 'SELECT 1;\n', 'unexpected state 0 on line "SELECT 1;"', 'SELECT 1;\n'],
  ['goose', '', "must start with '-- +goose Up' annotation", ''],
  ['goose', '\ufeff-- +goose Up\nSELECT 1;\n', 'unexpected state 0', '\ufeff-- +goose Up\n'],
  ['goose', '-- +goose Up\n  -- +goose Down\n', 'contains leading whitespace', '  -- +goose Down\n'],
  ['goose', '-- +goose Up\n-- +goose NO TX\n', '"NO TX" not supported', '-- +goose NO TX\n'],
  ['migrate', '-- +migrate Up\nSELECT 1\n', 'The last statement must be ended by a semicolon', 'SELECT 1\n'],
  ['migrate', 'SELECT 1;\n', 'no Up/Down annotations found', ''],
  ['migrate', '-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;', 'no matching', ''],
]

test.each(refusals)('%s refuses %j', async (tool, text, message, at) => {
  const { up } = await read(text, tool)
  const [refusal] = up
  if (refusal?.kind !== 'refusal') throw new Error('not refused')
  expect(refusal.message).toContain(message)
  expect(text.slice(refusal.place.span.start, refusal.place.span.end)).toBe(at)
})

test('marks of goose may be written in any case; ENVSUB is one', async () => {
  const migration = await read('-- +goose up\n-- +goose envsub on\nSELECT 1;\n-- +goose down\nSELECT 2;\n', 'goose')
  expect({ sent: sent(migration), said: said(migration) }).toEqual({ sent: ['SELECT 1;'], said: [] })
  expect(migration.down).toHaveLength(1)
})

test('places lead back to the file', async () => {
  const text = '-- +goose Up\r\n\r\n-- first\r\nCREATE TABLE é (id int);\r\n'
  const { up } = await read(text, 'goose')
  const [step] = up
  if (step?.kind !== 'sql') throw new Error('no statement')
  const { span } = placeIn(step.chunk, { start: 0, end: step.chunk.text.length })
  expect(text.slice(span.start, span.end)).toBe('CREATE TABLE é (id int);\r\n')
})

test("goose's migrations in Go are unreadable, not absent", async () => {
  const files = memoryFiles({
    '/app/migrations/1_a.sql': '-- +goose Up\n',
    '/app/migrations/2_b.go': 'package migrations',
    '/app/migrations/2_b_test.go': 'package migrations',
  })
  const { migrations } = await adapter.read({ cwd: '/app', migrations: [] }, { files, environment: {} })
  expect(migrations.map(({ name, up }) => [name, up.map(({ kind }) => kind)])).toEqual([
    ['1_a.sql', []],
    ['2_b.go', ['unreadable']],
  ])
})
