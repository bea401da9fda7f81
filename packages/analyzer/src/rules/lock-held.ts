import { unfinishedIn } from '../history/rows.ts'
import { type SessionData, sessionData, sessionWords } from '../history/session.ts'
import { defineRule } from '../rule.ts'

interface Data extends SessionData {
  readonly tool: string
  readonly waiting: number
}

/** The migration lock is held, and no migration is running. */
export const rule = defineRule<Data>({
  name: 'lock-held',
  severity: 'warning',
  summary: 'A session holds the migration lock, although no migration is running.',
  needs: ['history'],
  why: `Every deployment has to wait for it: Prisma gives up after ten seconds (P1002). Either a deployment is just beginning or ending, or a
session was left open, often by a pooler that keeps connections of clients that are gone.`,
  sources: ['prisma: P1002', 'prisma#8038'],
  *check(world) {
    const sessions = world.surroundings?.activity?.sessions ?? []
    if (unfinishedIn(world).some(({ state }) => state === 'running')) return
    const waiting = sessions.filter(({ granted }) => !granted).length
    for (const session of sessions.filter(({ granted }) => granted)) {
      yield {
        migration: null,
        place: null,
        objects: [],
        related: [],
        evidence: { level: 'observed' },
        data: { ...sessionData(session), tool: world.project.tool, waiting },
      }
    }
  },
  message: (data) =>
    `The migration lock is held by ${sessionWords(data)}${data.state === null ? '' : `, which is ${data.state}`}, although no migration is running${data.waiting === 0 ? '' : `; ${data.waiting} waiting`}.`,
  help: ({ pid, tool }) =>
    `Wait a moment and look again. If the session stays and does nothing, end it: \`SELECT pg_terminate_backend(${pid})\`.${tool === 'prisma' ? ' Until then `prisma migrate deploy` stops with P1002.' : ''}`,
})
