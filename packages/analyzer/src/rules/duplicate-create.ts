import { defineRefusalRule } from '../rule.ts'
import { capital, duplicateStates, type ExistingData, subjectWords } from '../words.ts'

type Data = ExistingData

/** Creates something that is already there. */
export const rule = defineRefusalRule<Data>({
  name: 'duplicate-create',
  rank: 10,
  severity: 'error',
  summary: 'A table, column, index, constraint, type or other object is created although it exists already.',
  why: `PostgreSQL refuses to create what exists, so the migration stops here on every database that ran the earlier one:
on an empty database, in CI and on the next deploy. A database on which it once succeeded got the object in another way.`,
  sources: ['Liquibase: preconditions', 'safe-pg-migrations: idempotent statements'],
  explain(judgement) {
    const { subject, sqlstate } = judgement
    if (subject?.fault !== 'existing' || !duplicateStates.has(sqlstate)) return null
    return { what: subjectWords(judgement), name: subject.column ?? subject.name }
  },
  message: ({ what }) => `${capital(what)} is created, but it exists already.`,
  help: () =>
    'Remove the second creation when both are alike; turn it into the ALTERs that reach its shape when they differ. `migration-doctor fix` plans either.',
})
