import { listWords, objectWords } from '../catalog/absence.ts'
import { driftOf } from '../drift/drift.ts'
import { type DriftData, driftFact } from '../drift/fact.ts'
import { defineRule } from '../rule.ts'

/** What the history makes is not in the database, though a later, pending migration would take it away. */
export const rule = defineRule<DriftData>({
  name: 'drift-missing',
  severity: 'warning',
  summary: 'The database lacks something that its history makes.',
  needs: ['history', 'catalog'],
  why: `Somebody dropped it by hand. A pending migration that changes or drops it will be refused, and the application may miss it.`,
  sources: ['prisma: migrate diff', 'Atlas: schema diff'],
  *check(world) {
    for (const group of driftOf(world).missing) {
      yield driftFact({ group, words: group.differences.map(({ object }) => objectWords(object)) }, world)
    }
  },
  message: ({ differences, count }) =>
    `The applied migrations make ${listWords(differences, count)}, but the database does not have ${count === 1 ? 'it' : 'them'}.`,
  help: () => 'Make it again as the history has it, or write a migration that takes it away with IF EXISTS.',
})
