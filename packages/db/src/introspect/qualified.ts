import type { Database } from '@migration-doctor/core'
import { PgConnection } from '../connect/connection.ts'
import { toServerError } from '../server-error.ts'

/**
 * Runs work with the search path reduced to `pg_catalog`, so that PostgreSQL's texts name everything with its schema;
 * inside the caller's transaction or a read-only one of its own, and without a trace.
 */
export function qualified<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  const run = () => inTransaction(database, work)
  return database instanceof PgConnection && database.readOnly ? database.readOnlyTransaction(run) : run()
}

const savepoint = 'migration_doctor_introspect'

async function inTransaction<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  const inside = await database.script(`SAVEPOINT ${savepoint}`).then(() => true, outsideTransaction)
  const undo = inside ? `ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}` : 'ROLLBACK'
  if (!inside) await database.script('BEGIN READ ONLY')
  try {
    await database.script('SET LOCAL search_path = pg_catalog')
    return await work()
  } finally {
    await database.script(undo).catch(() => undefined)
  }
}

function outsideTransaction(error: unknown): false {
  if (toServerError(error).sqlstate === '25P01') return false
  throw error
}
