import { defineRefusalRule } from '../rule.ts'
import { capital, type MissingData, missingData, missingHelp, whyWords } from '../words.ts'

/** A statement names a column that is not there. */
export const rule = defineRefusalRule<MissingData>({
  name: 'missing-column',
  rank: 60,
  severity: 'error',
  summary: 'A statement names a column that does not exist at that point.',
  why: `The migration stops here on a database built from the history. The column was never made, was dropped or renamed before, or is
spelt differently.`,
  explain: (judgement) => (judgement.subject?.kind === 'column' ? missingData(judgement) : null),
  message: (data) => `${capital(data.what)} ${whyWords(data)}.`,
  help: missingHelp,
})
