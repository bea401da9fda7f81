import type { Difference } from '@migration-doctor/core'
import { listWords, objectWords } from '../catalog/absence.ts'
import { driftOf } from '../drift/drift.ts'
import { type DriftData, driftFact } from '../drift/fact.ts'
import { defineRule } from '../rule.ts'

/** The database has something that no migration makes. */
export const rule = defineRule<DriftData>({
  name: 'drift-extra',
  severity: 'note',
  summary: 'The database has something that no migration makes.',
  needs: ['history', 'catalog'],
  why: `It was made by hand, by \`db push\` or \`synchronize\`, or by another program. A new database will not have it. What refuses rows
(a column that must be filled, a constraint, a unique index) makes this database behave differently from all others.`,
  sources: ['prisma: migrate diff', 'Atlas: schema diff'],
  *check(world) {
    for (const group of driftOf(world).extra) {
      const words = group.differences.map(({ object }) => objectWords(object))
      const refuses = group.differences.some(refusesRows)
      yield driftFact({ group, words, ...(refuses ? { severity: 'warning' } : {}) }, world)
    }
  },
  message: ({ differences, count }) =>
    `The database has ${listWords(differences, count)}, which no applied migration makes.`,
  help: () => 'Put it into a migration, guarded by IF NOT EXISTS where it is there already, or drop it.',
})

/** A column that must be filled, a constraint, a unique index: rows that the history allows are refused. */
function refusesRows({ object }: Difference): boolean {
  if (object.kind === 'column')
    return object.notNull && object.default === null && !object.identity && !object.generated
  return object.kind === 'constraint' || (object.kind === 'index' && object.unique)
}
