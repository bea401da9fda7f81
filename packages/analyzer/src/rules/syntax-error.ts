import { defineRefusalRule } from '../rule.ts'
import { capital } from '../words.ts'

interface Data {
  readonly says: string
}

/** A statement that PostgreSQL cannot read. */
export const rule = defineRefusalRule<Data>({
  name: 'syntax-error',
  rank: 1,
  severity: 'error',
  summary: "A statement does not parse with PostgreSQL's own parser.",
  why: 'PostgreSQL refuses the statement, and with it the whole text that is sent together with it.',
  sources: ['squawk: syntax-error'],
  explain: ({ statement, message }) => (statement.kind === 'syntax error' ? { says: message } : null),
  message: ({ says }) => `${capital(says)}.`,
  help: () => 'Correct the statement where the mark points.',
})
