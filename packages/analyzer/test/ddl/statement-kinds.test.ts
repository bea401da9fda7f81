import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadParser, type Node, parseScript } from '@migration-doctor/sql'
import { statementTable } from '../../src/statements.ts'
import { scriptsOf } from './both.ts'

const here = new URL('.', import.meta.url)
const parserTypes = dirname(createRequire(import.meta.url).resolve('@pgsql/types'))
const read = (name: string) => readFileSync(join(parserTypes, name), 'utf8')

/** The members of a union type in the parser's own declarations. */
function union(text: string, name: string, member: RegExp): readonly string[] {
  const start = text.indexOf(`export type ${name} =`)
  const body = text.slice(start, text.indexOf(';\nexport ', start))
  return [...new Set([...body.matchAll(member)].map(([, found = '']) => found))].sort()
}

const kinds = union(read('types.d.ts'), 'Node', /\b(\w+Stmt)\b/g)
const actions = union(read('enums.d.ts'), 'AlterTableType', /"(\w+)"/g)
const objects = union(read('enums.d.ts'), 'ObjectType', /"(\w+)"/g)
const { statements, actions: ourActions, objects: ourObjects, features } = statementTable()

/** Every node of every statement of the lists. */
async function nodesOfLists(): Promise<readonly Node[]> {
  await loadParser()
  const files = readdirSync(here).filter((name) => name.endsWith('.sql'))
  const scripts = (await Promise.all(files.map((name) => scriptsOf(new URL(name, here))))).flat()
  return scripts.flatMap(({ text }) =>
    parseScript(text).items.flatMap((item) => ('statement' in item ? [item.statement.node] : [])),
  )
}

const simulated = (rows: readonly { kind: string; how: string }[]) =>
  rows.filter(({ how }) => how === 'simulated').map(({ kind }) => kind)

test('every kind of statement that the parser knows has its one place', () => {
  expect(kinds.length).toBeGreaterThan(110)
  expect(statements.map(({ kind }) => kind)).toEqual(kinds)
})

test('the parser itself returns no kind that its types do not tell of', () => {
  const wasm = readFileSync(
    createRequire(import.meta.url)
      .resolve('libpg-query')
      .replace(/index\.\w+$/, 'libpg-query.wasm'),
  )
  const names = new Set([...wasm.toString('latin1').matchAll(/\b([A-Z][A-Za-z]+Stmt)\b/g)].map(([, name = '']) => name))
  expect([...names].sort()).toEqual(kinds)
})

test('every action of ALTER TABLE has its one place', () => {
  expect(ourActions.map(({ kind }) => kind)).toEqual(actions)
})

test('every kind of object has its one place', () => {
  expect(ourObjects.map(({ kind }) => kind)).toEqual(objects)
})

test('what is not simulated says why', () => {
  const silent = [...statements, ...ourActions, ...ourObjects].filter(
    ({ how, why }) => how !== 'simulated' && why === '',
  )
  expect(silent).toEqual([])
})

test('whatever is said to be simulated is tried against PostgreSQL', async () => {
  const text = JSON.stringify(await nodesOfLists())
  const untried = [...simulated(statements), ...simulated(ourActions), ...simulated(ourObjects)].filter(
    (kind) => !text.includes(`"${kind}"`),
  )
  expect(untried).toEqual([])
})

test('every feature of a later version names a version and a refusal', () => {
  expect(features.length).toBeGreaterThan(60)
  for (const { since, sqlstate } of features) {
    expect([13, 14, 15, 16, 17, 18]).toContain(since)
    expect(['42601', '42883', '0A000']).toContain(sqlstate)
  }
})
