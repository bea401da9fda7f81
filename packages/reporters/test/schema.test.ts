import { readFileSync } from 'node:fs'
import type { FixReport } from '@migration-doctor/core'
import Ajv from 'ajv'
import { reporters } from '../src/index.ts'
import { empty, everything, options, read } from './canned.ts'

function validator(name: string) {
  const url = new URL(`../../../docs/${name}.schema.json`, import.meta.url)
  return new Ajv.default({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(url, 'utf8')))
}

const validReport = validator('report')
const json = reporters.find(({ name }) => name === 'json')

test.each([
  ['everything', everything],
  ['nothing', empty],
])('what the JSON reporter prints follows the published schema: %s', (_, report) => {
  validReport(JSON.parse(json?.render(report, options) ?? ''))
  expect(validReport.errors ?? []).toEqual([])
})

test('the schema holds every level, severity and state to what the contract names', () => {
  const [first] = everything.projects
  expect(validReport({ ...everything, schemaVersion: 2 })).toBe(false)
  expect(validReport({ ...everything, projects: [{ ...first, tool: 'knex' }] })).toBe(false)
  expect(validReport({ ...everything, projects: [{ ...first, findings: [{}] }] })).toBe(false)
})

test('a plan follows its schema', () => {
  const validFix = validator('fix')
  const report = read<FixReport>('fix.json')
  expect(validFix(report)).toBe(true)
  expect(validFix({ ...report, outcome: { result: 'perhaps', journal: null } })).toBe(false)
})
