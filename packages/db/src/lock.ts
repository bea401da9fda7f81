import { refused } from '@migration-doctor/core'
import type { Connection } from './connect/connection.ts'

/** The advisory lock under which doctors write, so that there is never a second one; `'migdoc'` as a number. */
export const doctorLock = 120_260_583_780_195n

export interface LockOptions {
  /** Key of the advisory lock: the doctor's own, or that of the user's migration tool. */
  readonly key?: bigint
  /** How long to wait for another holder. */
  readonly waitMs?: number
}

/** Who holds an advisory lock, as far as this user may see. */
export interface LockHolder {
  readonly pid: number
  readonly application: string
  readonly user: string
  /** When its session began. */
  readonly since: Date | null
}

const pauseMs = 100

/**
 * Runs work while holding an advisory lock for the session. Throws `DoctorError` (refused) when another session holds
 * it until the wait is over, naming the holder, and for a pooler in transaction mode, which cannot hold such a lock.
 */
export async function withLock<Result>(
  connection: Connection,
  work: () => Promise<Result>,
  { key = doctorLock, waitMs = 0 }: LockOptions = {},
): Promise<Result> {
  if (connection.pooler) {
    throw refused(
      `${connection.server.host}:${connection.server.port} is a pooler in transaction mode, which cannot hold a lock.`,
      'Give the URL of the database itself.',
    )
  }
  await acquire(connection, key, waitMs)
  try {
    return await work()
  } finally {
    // In a transaction that has failed, PostgreSQL would not hear of it.
    const unlock = () => connection.query('SELECT pg_advisory_unlock($1)', [String(key)])
    await unlock().catch(() =>
      connection
        .script('ROLLBACK')
        .then(unlock)
        .catch(() => undefined),
    )
  }
}

async function acquire(connection: Connection, key: bigint, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  while (!(await tryLock(connection, key))) {
    if (performance.now() >= deadline) throw await busy(connection, key)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

async function tryLock(connection: Connection, key: bigint): Promise<boolean> {
  const rows = await connection.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [String(key)])
  return rows[0]?.locked === true
}

async function busy(connection: Connection, key: bigint): Promise<Error> {
  const [holder] = await lockHolders(connection, key)
  const who = holder ? ` by "${holder.application}" (process ${holder.pid}, user "${holder.user}")` : ''
  return refused(`The database is locked${who}.`, 'Wait until it has finished, then try again.')
}

/** The sessions that hold an advisory lock in this database. */
export async function lockHolders(connection: Connection, key: bigint): Promise<readonly LockHolder[]> {
  return connection.query<LockHolder & Record<string, unknown>>(
    `SELECT l.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS user,
       a.backend_start AS since
     FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid = (($1::bigint >> 32) & 4294967295)::oid AND l.objid = ($1::bigint & 4294967295)::oid`,
    [String(key)],
  )
}
