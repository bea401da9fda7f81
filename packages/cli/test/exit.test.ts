import { type Finding, refused, unreachable, unusable } from '@migration-doctor/core'
import { codeOf, failureOf } from '../src/exit.ts'
import { findingOf, projectOf } from './findings.ts'

const facts = { version: '1.2.3', bugs: 'https://example.org/issues' }

const reportOf = (...findings: Finding[]) => ({ projects: [projectOf(...findings)] })

test.each([
  ['error', 'error', 1],
  ['warning', 'error', 0],
  ['warning', 'warning', 1],
  ['note', 'warning', 0],
  ['note', 'note', 1],
  ['error', 'never', 0],
] as const)('a finding of level %s with --fail-on %s ends with %i', (severity, failOn, code) => {
  expect(codeOf(reportOf(findingOf({ severity })), failOn)).toBe(code)
})

test('consequences alone do not fail', () => {
  expect(codeOf(reportOf(findingOf({ causedBy: 'root' })), 'error')).toBe(0)
})

test.each([
  [unusable('No.', 'Do this.'), 2],
  [unreachable('No.', 'Do this.'), 3],
  [refused('No.', 'Do this.'), 4],
])('what the user can put right is a sentence and a hint', (error, code) => {
  expect(failureOf(error, facts, 'lint')).toEqual({ text: 'migration-doctor: No.\n  Do this.\n', code })
})

test('a bug is a block to report, without secrets and folders', () => {
  const error = new TypeError('cannot read postgres://me:hunter2@db/shop')
  error.stack = 'TypeError: x\n    at analyze (file:///home/me/secret/dist/chunk-a.js:1:2)\n    at /home/me/b.js:3:4'
  const { text, code } = failureOf(error, facts, 'diagnose')
  expect(code).toBe(70)
  expect(text).toContain('Please report it at https://example.org/issues')
  expect(text).toContain('TypeError: cannot read postgres://me:***@db/shop')
  expect(text).toMatch(/at analyze \(?chunk-a\.js:1:2/)
  expect(text).toContain('migration-doctor 1.2.3')
  expect(text).toContain('command: diagnose')
  expect(text).not.toMatch(/hunter2|\/home\/me/)
})

test('anything may be thrown', () => {
  expect(failureOf('plain', facts, '')).toMatchObject({ code: 70, text: expect.stringContaining('Error: plain') })
})
