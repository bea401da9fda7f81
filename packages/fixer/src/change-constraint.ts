import type { ConstraintObject, FactDifference, ReferentialAction } from '@migration-doctor/core'
import { type GuardStyle, guarded } from './guard.ts'
import { identifier, literal, qualified, regclass } from './names.ts'

const letters: Readonly<Record<ReferentialAction, string>> = {
  'no action': 'a',
  restrict: 'r',
  cascade: 'c',
  'set null': 'n',
  'set default': 'd',
}

/** How `pg_constraint` holds a fact. */
const columns: Readonly<Record<string, string>> = {
  onDelete: 'confdeltype',
  onUpdate: 'confupdtype',
  deferrable: 'condeferrable',
  deferred: 'condeferred',
}

/** Makes a constraint anew where its actions or its deferral are others; `null` for what else may differ. */
export function constraintBack(
  { schema, table, name, definition }: ConstraintObject,
  facts: readonly FactDifference[],
  style: GuardStyle,
): string | null {
  const told = facts.filter(({ fact }) => fact !== 'definition')
  const tests = told.flatMap(({ fact, left }) => testOf(fact, left) ?? [])
  if (definition === undefined || tests.length === 0 || tests.length < told.length) return null
  const of = `conrelid = ${regclass({ schema, name: table })} AND conname = ${literal(name)}`
  const make = [
    `ALTER TABLE ${qualified(schema, table)}`,
    `  DROP CONSTRAINT ${identifier(name)},`,
    `  ADD CONSTRAINT ${identifier(name)} ${definition}`,
  ].join('\n')
  const absent = `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE ${of}\n  AND (${tests.join(' OR ')}))`
  return guarded({ makeIfAbsent: null, make, absent, differs: null, message: '' }, style)
}

function testOf(fact: string, wanted: unknown): string | null {
  const column = columns[fact]
  if (column === undefined) return null
  if (typeof wanted === 'boolean') return `${column} <> ${wanted}`
  const letter = Object.entries(letters).find(([action]) => action === wanted)?.[1]
  return letter === undefined ? null : `${column} <> '${letter}'`
}
