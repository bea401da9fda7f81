import type { Database } from '@migration-doctor/core'

/** A database that also tells what each command of a script did. */
export interface WireDatabase extends Database {
  /**
   * Sends a text by the simple protocol. Never rejects for what PostgreSQL refuses, only (`DoctorError`, exit code 3)
   * when the connection or the scratch database is lost.
   * `COPY … FROM STDIN` is answered with a failure instead of data.
   */
  run(sql: string): Promise<ScriptRun>
}

export interface ScriptRun {
  /** Command tags in order, as far as it came: `CREATE TABLE`, `INSERT 0 1`, `SAVEPOINT`; `''` for an empty text. */
  readonly tags: readonly string[]
  /** Why it stopped; the driver's error. */
  readonly error: Error | null
}

/** What the driver tells PostgreSQL in place of the data of a `COPY … FROM STDIN`. */
export const noCopyData = 'migration-doctor sends no rows'
