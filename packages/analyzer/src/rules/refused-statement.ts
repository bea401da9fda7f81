import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** PostgreSQL refuses the statement for a reason that has no rule of its own. */
export const rule = defineRefusalRule<Data>({
  name: 'refused-statement',
  rank: 1000,
  severity: 'error',
  summary: 'PostgreSQL refuses the statement for a reason that no other rule names.',
  why: 'The migration stops here on every database that is built from the history.',
  explain: ({ message }) => ({ says: message }),
  message: ({ says }) => `PostgreSQL refuses this statement: ${says}.`,
  help: () => 'Correct the statement; the SQLSTATE says what kind of fault it is.',
})
