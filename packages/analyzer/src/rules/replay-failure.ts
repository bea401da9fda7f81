import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** A real PostgreSQL refused what the simulator had accepted. */
export const rule = defineRefusalRule<Data>({
  name: 'replay-failure',
  rank: 2,
  severity: 'error',
  summary: 'A real PostgreSQL refused the statement in the replay, for a reason that the files alone do not show.',
  why: 'The replay ran the migrations on an empty scratch database, and PostgreSQL stopped here: so will every new database.',
  explain: ({ missed, message }) => (missed ? { says: message } : null),
  message: ({ says }) => `PostgreSQL refuses this statement: ${says}.`,
  help: () => 'Correct the statement so that it runs on a database built from the history.',
})
