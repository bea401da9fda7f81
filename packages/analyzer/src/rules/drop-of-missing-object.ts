import { defineRefusalRule } from '../rule.ts'
import { isDrop } from '../statement-facts.ts'
import { capital, type MissingData, missingData, missingHelp, whyWords } from '../words.ts'

/** Drops something that is not there. */
export const rule = defineRefusalRule<MissingData>({
  name: 'drop-of-missing-object',
  rank: 30,
  severity: 'error',
  summary: 'A statement drops something that does not exist at that point.',
  why: `PostgreSQL refuses to drop what is not there unless the statement says IF EXISTS, so the migration stops here on an empty database.`,
  explain: (judgement) => (isDrop(judgement) ? missingData(judgement) : null),
  message: (data) => `${capital(data.what)} is dropped here, but it ${whyWords(data)}.`,
  help: (data) =>
    data.why === 'never-created' || data.why === 'dropped-earlier'
      ? 'Add IF EXISTS when the object may rightly be absent; else remove the statement.'
      : missingHelp(data),
})
