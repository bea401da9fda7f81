import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** A foreign key whose target cannot be referenced. */
export const rule = defineRefusalRule<Data>({
  name: 'invalid-foreign-key',
  rank: 15,
  severity: 'error',
  summary: 'A foreign key references columns without a unique key, or columns of another type.',
  why: `PostgreSQL only lets a foreign key point at a primary key or a complete, immediate unique key, and only when the types can be
compared. The migration stops here.`,
  explain: ({ sqlstate, message }) =>
    sqlstate === '42830' ||
    (sqlstate === '42804' && message.startsWith('foreign key')) ||
    (sqlstate === '42704' && message.startsWith('there is no primary key'))
      ? { says: message }
      : null,
  message: ({ says }) => `The foreign key cannot be made: ${says}.`,
  help: () =>
    'Add the unique constraint to the referenced columns first, or reference its primary key with columns of the same type.',
})
