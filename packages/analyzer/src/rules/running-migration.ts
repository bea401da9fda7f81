import { historyOf, unfinishedIn } from '../history/rows.ts'
import { type SessionData, sessionData, sessionWords } from '../history/session.ts'
import { runnerOf } from '../history/unfinished.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'

interface Data extends SessionData {
  readonly startedAt: string | null
  /** Sessions that wait for the lock. */
  readonly waiting: number
}

/** A migration is being run at this moment. */
export const rule = defineRule<Data>({
  name: 'running-migration',
  severity: 'warning',
  summary: 'A migration is being run at this moment.',
  needs: ['history'],
  why: `Its row looks like that of a failure, but a session that was there when it began holds the migration lock. Marking it now, or killing the
session, leaves a half-applied migration behind.`,
  sources: ['prisma: P1002', 'prisma#13412'],
  *check(world) {
    const activity = world.surroundings?.activity ?? null
    const rows = historyOf(world)?.rows ?? []
    for (const { name, row, state } of unfinishedIn(world)) {
      const runner = state === 'running' ? runnerOf(row, { project: world.project, rows, activity }) : null
      if (!runner) continue
      yield {
        ...historyFact(world.project, name),
        data: {
          ...sessionData(runner),
          startedAt: row.startedAt?.toISOString() ?? null,
          waiting: (activity?.sessions ?? []).filter(({ granted }) => !granted).length,
        },
      }
    }
  },
  message: (data) =>
    `This migration is still running${data.startedAt === null ? '' : `, since ${data.startedAt}`}: ${sessionWords(data)} holds the migration lock${waitingWords(data.waiting)}.`,
  help: ({ pid }) =>
    `Let it finish, then look again. \`SELECT state, wait_event, query FROM pg_stat_activity WHERE pid = ${pid}\` shows what it is doing.`,
})

function waitingWords(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ', and another session waits for it' : `, and ${count} other sessions wait for it`
}
