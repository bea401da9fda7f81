import { applyRuleSettings, byCurrentNames } from '../src/rule-settings.ts'
import { findingOf } from './findings.ts'

const findings = [
  findingOf({ id: '1', rule: 'a' }),
  findingOf({ id: '2', rule: 'b', causedBy: '1' }),
  findingOf({ id: '3', rule: 'b' }),
]

test('a silenced rule takes its consequences with it', () => {
  expect(applyRuleSettings(findings, { a: 'off' }).map(({ id }) => id)).toEqual(['3'])
  expect(applyRuleSettings(findings, { b: 'off' }).map(({ id }) => id)).toEqual(['1'])
})

test('a refused statement counts by itself when the accepted one that it follows from is silenced or made less of', () => {
  const refused = findingOf({ id: '2', rule: 'b', causedBy: '1', evidence: { level: 'simulated', sqlstate: '42703' } })
  const guarded = [findingOf({ id: '1', rule: 'a', evidence: { level: 'simulated' } }), refused]
  expect(applyRuleSettings(guarded, { a: 'off' })).toEqual([{ ...refused, causedBy: null }])
  expect(applyRuleSettings(guarded, { a: 'note' }).map(({ causedBy }) => causedBy)).toEqual([null, null])
  expect(applyRuleSettings(guarded, { b: 'error' }).map(({ causedBy }) => causedBy)).toEqual([null, '1'])
})

test('a severity is changed for all findings of a rule', () => {
  expect(applyRuleSettings(findings, { b: 'note' }).map(({ severity }) => severity)).toEqual(['error', 'note', 'note'])
})

const current = (name: string) => ({ a: 'a', 'old-a': 'a' })[name] ?? null

test('unknown names are refused', () => {
  expect(() => byCurrentNames({ a: 'off', 'duplicat-create': 'note' }, current)).toThrow('`duplicat-create`')
})

test('earlier names still count', () => {
  expect(byCurrentNames({ 'old-a': 'off' }, current)).toEqual({ a: 'off' })
})
