import type { Difference, FactDifference } from '@migration-doctor/core'
import { objectWords } from '../catalog/absence.ts'
import { driftOf } from '../drift/drift.ts'
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
      const onlyNames = group.differences.every(({ facts }) => facts.every(({ fact }) => fact === 'name'))
      yield driftFact(
        { group, words: group.differences.flatMap(wordsOf), ...(onlyNames ? { severity: 'note' } : {}) },
        world,
      )
    }
  },
  message: ({ differences, count }) =>
    `${capital(differences.join('; '))}${count > differences.length ? `; and ${count - differences.length} more` : ''}.`,
  help: () => 'Change it back, or write a migration that makes it everywhere as it is here.',
})

function wordsOf({ object, facts }: Difference): readonly string[] {
  return facts.map((fact) => `${objectWords(object)} ${factWords(fact)}`)
}

function factWords({ fact, left, right }: FactDifference): string {
  if (fact === 'name') return `is called ${quoted(String(right))}`
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
  return quoted(typeof value === 'string' ? value : JSON.stringify(value))
}
