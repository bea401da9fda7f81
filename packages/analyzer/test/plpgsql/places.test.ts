import { loadParser } from '@migration-doctor/sql'
import { simulate } from '../../src/simulate.ts'
import { scriptProject } from '../script-project.ts'

beforeAll(loadParser)

/** The text that each refusal points at. */
function pointedAt(script: string): readonly string[] {
  return simulate(scriptProject(script)).statements.flatMap(({ verdict }) => {
    if (verdict.kind !== 'refused') return []
    const { start, end } = verdict.refusal.place.span
    return [script.slice(start, end)]
  })
}

test.each([
  [
    'a name in an embedded statement',
    "SELECT 'é👍';\nDO $do$\nBEGIN\n  ALTER TABLE missing ADD COLUMN a int;\nEND\n$do$;",
    ['missing'],
  ],
  ['a column in a query', 'CREATE TABLE t (a int); DO $$ BEGIN PERFORM a, nope FROM t; END $$', ['nope']],
  ['a condition', 'DO $$ BEGIN IF EXISTS (SELECT 1 FROM nowhere) THEN NULL; END IF; END $$', ['nowhere']],
  ['a body in quotes', "DO 'BEGIN RAISE NOTICE ''it''; DROP TABLE missing; END'", ['DROP']],
  ['a dynamic statement is its expression', "DO $$ BEGIN EXECUTE 'DROP TABLE missing'; END $$", ["'"]],
  [
    'the same text twice',
    'CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD b int;\n ALTER TABLE t ADD b int; END $$',
    ['ALTER'],
  ],
])('%s', (_, script, expected) => {
  expect(pointedAt(script)).toEqual(expected)
})

test('the second of two equal statements is the one pointed at', () => {
  const script = 'CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD b int;\n ALTER TABLE t ADD b int; END $$'
  const refused = simulate(scriptProject(script)).statements.find(({ verdict }) => verdict.kind === 'refused')
  if (refused?.verdict.kind !== 'refused') throw new Error('nothing refused')
  expect(refused.verdict.refusal.place.span.start).toBe(script.lastIndexOf('ALTER'))
})
