import { unfinishedIn } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly startedAt: string | null
  /** The step is counted: only the row's last update was lost. */
  readonly scriptFinished: boolean
  /** Whether sessions could be looked at. */
  readonly watched: boolean
}

/** A migration began, kept no error, and nobody is at work on it. */
export const rule = defineRule<Data>({
  name: 'interrupted-migration',
  severity: 'error',
  summary: 'The history holds a migration that was cut off: it kept no error, and nobody runs it any more.',
  needs: ['history'],
  why: `The process was killed, or its connection broke: a deployment that timed out, a container that was stopped. The tool cannot tell it from
a failure and runs nothing more (P3009). PostgreSQL may have done none, some or all of the script.`,
  sources: ['prisma#18397', 'golang-migrate: Dirty database version'],
  *check(world) {
    for (const { name, row, state } of unfinishedIn(world)) {
      if (state !== 'interrupted') continue
      yield {
        ...historyFact(world.project, name),
        data: {
          startedAt: row.startedAt?.toISOString() ?? null,
          scriptFinished: (row.appliedSteps ?? 0) > 0,
          watched: (world.surroundings?.activity ?? null) !== null,
        },
      }
    }
  },
  message: ({ startedAt, scriptFinished, watched }) => {
    if (scriptFinished) return 'The script of this migration ran to its end, but the history does not say so.'
    const began = `This migration began${startedAt === null ? '' : ` at ${startedAt}`} and has no end and no error`
    return watched
      ? `${began}, and no session holds the migration lock: it was cut off.`
      : `${began}: it was cut off, unless it is still running.`
  },
  help: ({ scriptFinished, watched }) => {
    if (scriptFinished) return 'Mark it as applied: `migration-doctor mark applied <name>`.'
    const first = watched ? '' : 'Make sure that no deployment is running. '
    return `${first}Run \`migration-doctor fix\`: it looks at what the migration left behind and plans the mark that fits.`
  },
})
