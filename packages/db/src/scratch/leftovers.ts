import type { Connection } from '../connect/connection.ts'
import { isServerError } from '../server-error.ts'
import { scratchPrefix } from './server.ts'

/** A scratch database that an earlier doctor did not remove, because it was killed. */
export interface Leftover {
  readonly name: string
  /** `null` when the name does not tell. */
  readonly createdAt: Date | null
  /** Somebody is connected: its doctor may still be at work. */
  readonly inUse: boolean
}

/** The scratch databases on a server. */
export async function findLeftovers(connection: Connection): Promise<readonly Leftover[]> {
  const rows = await connection.query<{ name: string; in_use: boolean }>(
    `SELECT d.datname::text AS name,
       EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname) AS in_use
     FROM pg_database d WHERE starts_with(d.datname, $1) ORDER BY 1`,
    [scratchPrefix],
  )
  return rows
    .filter(({ name }) => ours.test(name))
    .map((row) => ({
      name: row.name,
      createdAt: createdAt(row.name),
      inUse: row.in_use,
    }))
}

const ours = new RegExp(`^${scratchPrefix}[a-z0-9]+_[0-9a-f]{20}$`)

/**
 * Drops a leftover and says whether it is gone. One that somebody is connected to, or that belongs to another user,
 * stays: PostgreSQL refuses.
 */
export async function removeLeftover(connection: Connection, { name }: Leftover): Promise<boolean> {
  if (!ours.test(name)) return false
  try {
    await connection.script(`DROP DATABASE IF EXISTS ${name}`)
    return true
  } catch (error) {
    if (isServerError(error)) return false
    throw error
  }
}

function createdAt(name: string): Date | null {
  const seconds = Number.parseInt(name.slice(scratchPrefix.length), 36)
  return Number.isFinite(seconds) ? new Date(seconds * 1000) : null
}
