import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
  /** The tool refuses before anything is sent. */
  readonly byTool: boolean
}

/** PostgreSQL refuses the statement for a reason that has no rule of its own. */
export const rule = defineRefusalRule<Data>({
  name: 'refused-statement',
  rank: 1000,
  severity: 'error',
  summary: 'PostgreSQL refuses the statement for a reason that no other rule names.',
  why: 'The migration stops here on every database that is built from the history.',
  explain: ({ message, statement }) => ({ says: message, byTool: statement.kind === 'tool' }),
  message: ({ says, byTool }) =>
    byTool ? `The tool refuses this: ${says.replace(/\.$/, '')}.` : `PostgreSQL refuses this statement: ${says}.`,
  help: ({ byTool }) =>
    byTool
      ? 'Correct what the tool names; it sends nothing of this before.'
      : 'Correct the statement; the SQLSTATE says what kind of fault it is.',
})
