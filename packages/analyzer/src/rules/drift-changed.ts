import type { Difference, FactDifference, Severity } from '@migration-doctor/core'
import { objectWords } from '../catalog/absence.ts'
import { driftOf, type Group } from '../drift/drift.ts'
import { type DriftData, driftFact } from '../drift/fact.ts'
import { defineRule } from '../rule.ts'
import { capital, quoted } from '../words.ts'

/** Something in the database is not as the history makes it. */
export const rule = defineRule<DriftData>({
  name: 'drift-changed',
  severity: 'warning',
  summary: 'Something in the database is not as its history makes it.',
  needs: ['history', 'catalog'],
  why: `Somebody changed it by hand, or ran another file. Later migrations were tried on the other form and may be refused here, or do
something else; the application was written for the other one.`,
  sources: ['prisma: migrate diff', 'Atlas: schema diff'],
  *check(world) {
    for (const group of driftOf(world).changed) {
      yield driftFact({ group, words: group.differences.flatMap(wordsOf), severity: severityOf(group) }, world)
    }
  },
  message: ({ differences, count }) =>
    `${capital(differences.join('; '))}${count > differences.length ? `; and ${count - differences.length} more` : ''}.`,
  help: () => 'Change it back, or write a migration that makes it everywhere as it is here.',
})

/** A statement that names a renamed table or column is refused; nothing names an index or constraint but what drops it. */
function severityOf({ differences }: Group): Severity {
  const isRenamed = ({ facts }: Difference) => facts.some(({ fact }) => fact === 'name')
  if (differences.some((one) => isRenamed(one) && holdsRows.has(one.object.kind))) return 'error'
  const onlyNames = differences.every(({ facts }) => facts.every(({ fact }) => fact === 'name'))
  return onlyNames ? 'note' : 'warning'
}

const holdsRows: ReadonlySet<string> = new Set(['table', 'column'])

function wordsOf({ object, facts }: Difference): readonly string[] {
  return facts.map((fact) => `${objectWords(object)} ${factWords(fact)}`)
}

function factWords({ fact, left, right }: FactDifference): string {
  if (fact === 'name') return `is called ${quoted(String(right))} in the database`
  if (fact === 'notNull')
    return right === true
      ? 'does not accept NULL, but does by the history'
      : 'accepts NULL, but does not by the history'
  if (fact === 'default') return `${defaultWords(right)}, but ${defaultWords(left)} by the history`
  return `has the ${titles[fact] ?? fact} ${valueWords(right)}, and by the history ${valueWords(left)}`
}

const titles: Readonly<Record<string, string>> = {
  labels: 'values',
  rowSecurity: 'row security',
  onDelete: 'ON DELETE action',
  onUpdate: 'ON UPDATE action',
  hasPredicate: 'predicate',
}

function defaultWords(value: unknown): string {
  return value === null ? 'has no default' : `has the default ${valueWords(value)}`
}

function valueWords(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one) => quoted(String(one ?? '(expression)'))).join(', ')
  return quoted(typeof value === 'string' ? value : JSON.stringify(value))
}
