import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** A new enum value is used before it is committed. */
export const rule = defineRefusalRule<Data>({
  name: 'enum-value-used-in-same-transaction',
  rank: 5,
  severity: 'error',
  summary: 'A value added to an enum is used in the transaction that adds it.',
  why: 'A value that ALTER TYPE … ADD VALUE makes cannot be used before it is committed. The migration stops at its first use.',
  sources: ['prisma#8424'],
  explain: ({ sqlstate, message }) => (sqlstate === '55P04' ? { says: message } : null),
  message: ({ says }) => `A new enum value is used before it is committed: ${says}.`,
  help: () => 'Add the value in one migration and use it in a later one that runs in a transaction of its own.',
})
