import { unfinishedIn } from '../history/rows.ts'
import { keptError } from '../history/unfinished.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly startedAt: string | null
  readonly logs: string | null
  /** The server's own words, out of the logs. */
  readonly error: string | null
  readonly scriptFinished: boolean
}

/** A migration began and failed. */
export const rule = defineRule<Data>({
  name: 'failed-migration',
  severity: 'error',
  summary: 'The history holds a migration that began and did not finish.',
  needs: ['history'],
  why: `The tool runs nothing more until this is resolved: Prisma stops with P3009, other tools call the database dirty.`,
  sources: ['Flyway: FAILED_VERSIONED_MIGRATION', 'prisma#10561'],
  *check(world) {
    for (const { name, row, state } of unfinishedIn(world)) {
      if (state !== 'failed') continue
      const logs = keptError(row)
      yield {
        ...historyFact(world.project, name),
        data: {
          startedAt: row.startedAt?.toISOString() ?? null,
          logs,
          error: logs === null ? null : errorIn(logs),
          scriptFinished: (row.appliedSteps ?? 0) > 0,
        },
      }
    }
  },
  message: ({ startedAt, error }) =>
    `This migration began${startedAt === null ? '' : ` at ${startedAt}`} and did not finish${error === null ? '.' : `: ${error}`}`,
  help: () => 'Run `migration-doctor fix`: it looks at what the migration left behind and plans the mark that fits.',
})

const headings: ReadonlySet<string> = new Set(['Database error:', 'external connector error'])

/** Prisma puts the server's message behind headings of its own, and a trace of its own calls behind that. */
function errorIn(logs: string): string {
  const lines = logs.split('\n').map((line) => line.trim())
  const raised = lines.find((line) => line.includes('ERROR: '))
  if (raised !== undefined) return raised.slice(raised.indexOf('ERROR: '))
  const heading = lines.findIndex((line) => headings.has(line))
  return lines.slice(heading + 1).find((line) => line !== '') ?? ''
}
