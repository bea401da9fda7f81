import { loadParser } from '@migration-doctor/sql'
import { analyze } from '../../src/analyze.ts'
import { simulate } from '../../src/simulate.ts'
import { projectOf } from './both.ts'

beforeAll(loadParser)

/** What the finding of a script's last refused statement gives as the reason. */
function whyLast(text: string) {
  const project = projectOf({ name: 'reasons', text, inTransaction: false })
  const { findings } = analyze({ project, timeline: simulate(project) })
  const told = findings.filter(({ severity }) => severity === 'error')
  return told.at(-1)?.data
}

test.each([
  ['created later', 'ALTER TABLE t ADD a int; CREATE TABLE t (b int)', { why: 'created-later' }],
  ['dropped earlier', 'CREATE TABLE t (b int); DROP TABLE t; ALTER TABLE t ADD a int', { why: 'dropped-earlier' }],
  [
    'renamed',
    'CREATE TABLE t (b int); ALTER TABLE t RENAME TO u; ALTER TABLE t ADD a int',
    { why: 'renamed-earlier', actual: 'u' },
  ],
  [
    'a renamed column',
    'CREATE TABLE t (b int); ALTER TABLE t RENAME b TO c; ALTER TABLE t DROP b',
    { why: 'renamed-earlier', actual: 'c' },
  ],
  [
    'moved to another schema',
    'CREATE SCHEMA s; CREATE TABLE t (b int); ALTER TABLE t SET SCHEMA s; ALTER TABLE t ADD a int',
    { why: 'moved-earlier', actual: 's' },
  ],
  [
    'in another schema',
    'CREATE SCHEMA s; CREATE TABLE s.t (b int); ALTER TABLE t ADD a int',
    { why: 'other-schema', actual: 's' },
  ],
  ['folded', 'CREATE TABLE "User" (b int); ALTER TABLE public.User ADD a int', { why: 'folded', actual: 'User' }],
  [
    'a folded column',
    'CREATE TABLE t ("currentStage" int); CREATE INDEX i ON t (currentStage)',
    { why: 'folded', actual: 'currentStage' },
  ],
  [
    'misspelt',
    'CREATE TABLE customers (b int); ALTER TABLE custmers ADD a int',
    { why: 'misspelt', actual: 'customers' },
  ],
  [
    'a misspelt column',
    'CREATE TABLE t (quantity int); CREATE INDEX i ON t (quantty)',
    { why: 'misspelt', actual: 'quantity' },
  ],
  ['never created', 'ALTER TABLE elsewhere ADD a int', { why: 'never-created' }],
  ['a refused creation', 'CREATE TABLE t (a nosuch); ALTER TABLE t ADD b int', { why: 'creation-refused' }],
  [
    'a dropped extension',
    'CREATE EXTENSION citext; DROP EXTENSION citext; CREATE TABLE t (a citext); ALTER EXTENSION citext UPDATE',
    { why: 'dropped-earlier' },
  ],
])('%s', (_, script, expected) => {
  expect(whyLast(script)).toMatchObject(expected)
})
