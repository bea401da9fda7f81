import { defineRefusalRule } from '../rule.ts'
import { capital, type MissingData, missingData, missingHelp, whyWords } from '../words.ts'

/** A statement names an object that is not there. */
export const rule = defineRefusalRule<MissingData>({
  name: 'missing-object',
  rank: 70,
  severity: 'error',
  summary: 'A statement names a table, type, function or other object that does not exist at that point.',
  why: `The migration stops here on a database built from the history. Databases where it works got the object in another way: from
\`db push\`, from \`synchronize\`, from an extension, or by hand.`,
  explain: missingData,
  message: (data) => `${capital(data.what)} ${whyWords(data)}.`,
  help: missingHelp,
})
