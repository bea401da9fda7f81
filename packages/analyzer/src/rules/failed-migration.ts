import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { recordedByName } from '../states.ts'

interface Data {
  readonly startedAt: string | null
  readonly logs: string | null
  readonly scriptFinished: boolean
}

/** A migration began and did not end. */
export const rule = defineRule<Data>({
  name: 'failed-migration',
  severity: 'error',
  summary: 'The history holds a migration that began and did not finish.',
  needs: ['history'],
  why: `The tool runs nothing more until this is resolved: Prisma stops with P3009, other tools call the database dirty.`,
  sources: ['Flyway: FAILED_VERSIONED_MIGRATION', 'prisma#10561'],
  *check({ project, history }) {
    if (!history || history === 'absent') return
    for (const [name, { row }] of recordedByName(history)) {
      if (row?.state !== 'failed') continue
      yield {
        ...historyFact(project, name),
        data: {
          startedAt: row.startedAt?.toISOString() ?? null,
          logs: row.logs,
          scriptFinished: (row.appliedSteps ?? 0) > 0,
        },
      }
    }
  },
  message: ({ startedAt, scriptFinished }) =>
    scriptFinished
      ? 'The script of this migration ran to its end, but the history does not say so.'
      : `This migration began${startedAt === null ? '' : ` at ${startedAt}`} and did not finish.`,
  help: ({ scriptFinished }) =>
    scriptFinished
      ? 'Mark it as applied: `migration-doctor mark applied <name>`.'
      : 'Run `migration-doctor fix`: it looks at what the migration left behind and plans the mark that fits.',
})
