import { defineRefusalRule } from '../rule.ts'
import { capital, type MissingData, missingData } from '../words.ts'

/** Something is used before the statement that creates it. */
export const rule = defineRefusalRule<MissingData>({
  name: 'reference-out-of-order',
  rank: 40,
  severity: 'error',
  summary: 'A statement uses something that only a later statement creates.',
  why: `A database built from the history stops here. It works only where the migrations ran in another order: on another branch, under
another version of the tool, or by hand.`,
  explain: (judgement) => (judgement.reason?.kind === 'created-later' ? missingData(judgement) : null),
  message: ({ what }) => `${capital(what)} is used here, but is created only by a later statement.`,
  help: () =>
    'Let this migration run after the one that creates it: rename it so that it sorts later, or move the statement.',
})
