import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** A statement that must stand alone runs inside a transaction block. */
export const rule = defineRefusalRule<Data>({
  name: 'concurrently-in-transaction',
  rank: 5,
  severity: 'error',
  summary: 'CREATE INDEX CONCURRENTLY, VACUUM or the like runs inside a transaction block.',
  why: `These statements commit by themselves and cannot be part of a transaction. The tool sends this migration in one, either openly or
because several statements sent together are one implicit transaction.`,
  sources: [
    'squawk: ban-concurrent-index-creation-in-transaction',
    'pgfence: concurrent-in-transaction',
    'Atlas: PG103',
  ],
  explain: ({ sqlstate, message }) => (sqlstate === '25001' ? { says: message } : null),
  message: ({ says }) => `${says}.`,
  help: () =>
    'Put the statement alone in a migration that runs without a transaction: `transaction = false` in TypeORM, the only statement of its file in Prisma, the no-transaction mark of your SQL tool.',
})
