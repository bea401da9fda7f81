import type { Activity, HistoryRow, LockSession, Project } from '@migration-doctor/core'

export interface UnfinishedContext {
  readonly project: Project
  /** All rows of the history. */
  readonly rows: readonly HistoryRow[]
  readonly activity: Activity | null
}

/** What became of a run that began and has no end. */
export function unfinishedState(row: HistoryRow, context: UnfinishedContext): 'failed' | 'interrupted' | 'running' {
  if (keptError(row) !== null) return 'failed'
  if (runnerOf(row, context) !== null) return 'running'
  return keepsErrors(context.project) ? 'interrupted' : 'failed'
}

/** Prisma writes the error into the row before it stops; other tools keep none, so that no error means nothing. */
function keepsErrors({ tool }: Project): boolean {
  return tool === 'prisma'
}

/** The error that the tool kept; an empty text is none. */
export function keptError(row: HistoryRow): string | null {
  return row.logs === null || row.logs.trim() === '' ? null : row.logs
}

/** The session that is at work on a row: it holds the lock, and was there when the row was written. */
export function runnerOf(row: HistoryRow, { rows, activity }: UnfinishedContext): LockSession | null {
  const newest = rows.findLast((one) => one.state === 'failed' && keptError(one) === null)
  if (newest !== row) return null
  return activity?.sessions.find((session) => session.granted && couldHaveWritten(session, row)) ?? null
}

/** The row bears the time of the client's clock, the session that of the server's. */
const clockSkewMs = 60_000

function couldHaveWritten({ since }: LockSession, { startedAt }: HistoryRow): boolean {
  return since === null || startedAt === null || since.getTime() <= startedAt.getTime() + clockSkewMs
}
