import type { Activity, Database, LockSession } from '@migration-doctor/core'

interface Row {
  readonly pid: number
  readonly key: string
  readonly granted: boolean
  readonly application: string
  readonly user: string
  readonly client: string | null
  readonly since: Date | string | null
  readonly state: string | null
}

const sessionsSql = `
  SELECT l.pid, ((l.classid::bigint << 32) | l.objid::bigint)::text AS key, l.granted,
    coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS user,
    host(a.client_addr) AS client, a.backend_start AS since, a.state
  FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.pid <> pg_catalog.pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    AND ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint
  ORDER BY l.granted DESC, a.backend_start, l.pid`

/**
 * The other sessions that hold or await one advisory lock of this database. What the user may not see of them is `null`.
 * `null` on a replica, where the locks of the primary cannot be seen.
 * @param key the lock's `bigint`, as text.
 */
export async function lockActivity(database: Database, key: string): Promise<Activity | null> {
  const [server] = await database.query<{ replica: boolean }>('SELECT pg_catalog.pg_is_in_recovery() AS replica')
  if (server?.replica !== false) return null
  const rows = await database.query<Row>(sessionsSql, [key])
  return { sessions: rows.map(sessionOf) }
}

function sessionOf({ since, ...row }: Row): LockSession {
  return { ...row, since: since === null ? null : new Date(since) }
}
