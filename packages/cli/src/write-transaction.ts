import type { HistoryWrite } from '@migration-doctor/adapters'
import { type Database, DoctorError, type History, refused } from '@migration-doctor/core'
import { connect, toServerError } from '@migration-doctor/db'
import type { Host } from './host.ts'
import type { OpenProject } from './open-project.ts'

/** How long another tool may hold the lock before we give up. */
const lockTimeoutMs = 10_000

/** Writes to the database within the lock and the transaction. */
export interface Writer {
  readonly database: Database
  /** The history as it is now, read after the lock was taken. */
  readonly history: History | null
  write(writes: readonly HistoryWrite[]): Promise<void>
  /** For work that has to know whether PostgreSQL accepts it all; else it is done at the end. */
  commit(): Promise<void>
}

export interface WriteOrder<Result> {
  readonly host: Host
  /** Runs under the lock, before the transaction; throws when the world is no longer as it was. */
  readonly check: (database: Database, history: History | null) => Promise<void>
  readonly work: (writer: Writer) => Promise<Result>
}

/**
 * Runs work in one transaction under the tool's own advisory lock; everything is undone when it fails.
 * @throws DoctorError: 3 when the server says no, 4 when another tool holds the lock or locks do not hold here.
 */
export async function inWriteTransaction<Result>(
  open: OpenProject,
  url: string,
  about: WriteOrder<Result>,
): Promise<Result> {
  const connection = await connect(url, { readOnly: false, statementTimeoutMs: 60_000 })
  const close = () => connection.close()
  about.host.cleanups.add(close)
  let committed = false
  const commit = async () => {
    if (!committed) await connection.script('COMMIT')
    committed = true
  }
  try {
    if (connection.pooler) throw refused(poolerSentence, 'Use the URL of the database itself (Prisma’s directUrl).')
    await connection.script(`SET lock_timeout = ${lockTimeoutMs}`)
    await run(connection, open.adapter.lock(open.project)).catch(lockFailure)
    await about.check(connection, await open.adapter.readHistory(connection, open.project))
    await connection.script('BEGIN')
    const result = await about.work({
      database: connection,
      history: await open.adapter.readHistory(connection, open.project),
      write: async (writes) => {
        for (const write of writes) await run(connection, write)
      },
      commit,
    })
    await commit()
    return result
  } catch (error) {
    if (error instanceof DoctorError) throw error
    const { sqlstate, message } = toServerError(error)
    throw refused(`PostgreSQL refused the write, and nothing was changed: ${message} (${sqlstate}).`)
  } finally {
    about.host.cleanups.delete(close)
    // Closing the session ends an open transaction and gives the lock back.
    await close()
  }
}

const poolerSentence =
  'The URL leads through a pooler in transaction mode, where the lock against other tools does not hold.'

async function run(database: Database, { sql, parameters }: HistoryWrite): Promise<void> {
  await database.query(sql, parameters)
}

function lockFailure(error: unknown): never {
  if (toServerError(error).sqlstate !== '55P03') throw error
  throw refused(
    `Another program has held the migration lock for ${lockTimeoutMs / 1000} s.`,
    'Wait until it has finished; pg_locks and pg_stat_activity say who it is.',
  )
}
