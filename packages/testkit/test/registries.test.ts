import { existsSync, readdirSync } from 'node:fs'
import { adapters } from '@migration-doctor/adapters'
import { rules } from '@migration-doctor/analyzer'
import { reporters } from '@migration-doctor/reporters'

const root = new URL('../../../', import.meta.url)

const sources = (folder: string) =>
  readdirSync(new URL(folder, root)).flatMap((name) => (/^[^.]+\.ts$/.test(name) ? [name.slice(0, -'.ts'.length)] : []))

test('every rule file is in the list, under the name of its file', () => {
  expect(rules.map(({ meta }) => meta.name)).toEqual(sources('packages/analyzer/src/rules/').toSorted())
})

test('every adapter and every reporter bears the name of its folder or file', () => {
  expect(adapters.map(({ tool }) => tool)).toEqual(['prisma', 'sql', 'typeorm'])
  for (const { tool } of adapters) expect(existsSync(new URL(`packages/adapters/src/${tool}/`, root))).toBe(true)
  for (const { name } of reporters) expect(sources('packages/reporters/src/')).toContain(name)
  expect(reporters.length).toBeGreaterThan(1)
})

describe.each(rules.map(({ meta }) => [meta.name, meta] as const))('%s', (name, meta) => {
  test('says what it finds in one sentence, why it matters, and has a page', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(meta.summary).toMatch(/^[A-Z"`][^\n]*[^.]\.$/)
    expect(meta.why.trim()).toMatch(/\.$/)
    expect(existsSync(new URL(`docs/rules/${name}.md`, root))).toBe(true)
  })
})
