import { type Database, unreachable } from '@migration-doctor/core'
import { PgConnection } from '../connect/connection.ts'
import { toServerError } from '../server-error.ts'

/**
 * Runs work with the search path reduced to `pg_catalog`, so that PostgreSQL's texts name everything with its schema;
 * inside the caller's transaction or a read-only one of its own, and without a trace. The work runs again when what it
 * looked at was dropped or locked meanwhile. Throws `DoctorError` (exit code 3) when it stays locked.
 */
export function qualified<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  const run = () => inTransaction(database, work)
  return retried(database instanceof PgConnection && database.readOnly ? () => database.readOnlyTransaction(run) : run)
}

const attempts = 12

/** What is dropped between the list and its definition fails so; the next look no longer sees it. */
const vanished = ['cache lookup failed', 'could not open relation', 'could not find']

/** `lock_not_available`, `deadlock_detected` */
const locked = ['55P03', '40P01']

async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const { sqlstate, message } = toServerError(error)
      const isLocked = locked.includes(sqlstate)
      const passing = isLocked || (sqlstate === 'XX000' && vanished.some((text) => message.startsWith(text)))
      if (!passing) throw error
      if (attempt === attempts) throw isLocked ? stillLocked() : error
      await new Promise((resolve) => setTimeout(resolve, 25 * attempt))
    }
  }
}

function stillLocked(): Error {
  return unreachable(
    'The catalog of the database cannot be read: another session holds locks on its tables.',
    'Wait until the migration that runs there has finished, then try again.',
  )
}

/**
 * Far below `deadlock_timeout`, so that in a deadlock with somebody's migration we give way before PostgreSQL chooses
 * a victim.
 */
const lockTimeoutMs = 100

const savepoint = 'migration_doctor_introspect'

async function inTransaction<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  const inside = await database.script(`SAVEPOINT ${savepoint}`).then(() => true, outsideTransaction)
  const undo = inside ? [`ROLLBACK TO SAVEPOINT ${savepoint}`, `RELEASE SAVEPOINT ${savepoint}`] : ['ROLLBACK']
  if (!inside) await database.script('BEGIN READ ONLY')
  try {
    // One at a time: a borrowed client may prepare everything it sends.
    await database.script('SET LOCAL search_path = pg_catalog')
    await database.script(`SET LOCAL lock_timeout = ${lockTimeoutMs}`)
    return await work()
  } finally {
    for (const each of undo) await database.script(each).catch(() => undefined)
  }
}

function outsideTransaction(error: unknown): false {
  if (toServerError(error).sqlstate === '25P01') return false
  throw error
}
