import { defineRefusalRule } from '../rule.ts'
import { isForeignKeyTarget } from '../statement-facts.ts'
import { type MissingData, missingData } from '../words.ts'

/** A foreign key comes before the table that it points at. */
export const rule = defineRefusalRule<MissingData>({
  name: 'foreign-key-out-of-order',
  rank: 20,
  severity: 'error',
  summary: 'A foreign key references a table that only a later migration creates.',
  why: `A database built from the history stops at the foreign key, because its target does not exist yet. Databases on which the
migrations once ran in another order do not show it.`,
  sources: ['prisma: P3018, P3006'],
  explain(judgement) {
    const late = judgement.reason?.kind === 'created-later' && judgement.subject?.kind === 'relation'
    return late && isForeignKeyTarget(judgement) ? missingData(judgement) : null
  },
  message: ({ what }) => `A foreign key references ${what}, which is created only by a later statement.`,
  help: () =>
    'Take the constraint out and add it after the table exists, or let this migration run later. `migration-doctor fix` plans it.',
})
