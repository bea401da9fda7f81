import type { EngineDatabase } from '@migration-doctor/core'
import { toServerError } from '../server-error.ts'
import type { WireDatabase } from '../wire/wire.ts'
import { cachedDataDirectory, forgetDataDirectory } from './cache.ts'
import { openPglite, type PgliteDatabase } from './pglite.ts'
import { registered } from './registry.ts'
import type { Scratch, ScratchOptions } from './scratch.ts'
import { createOnServer } from './server.ts'

/**
 * Opens a scratch database. Throws `DoctorError` when the server cannot be reached or does not allow it.
 * `closeAllScratches` removes what is still open.
 */
export async function openScratch(options: ScratchOptions = {}): Promise<Scratch> {
  return options.shadowUrl === undefined ? openInProcess(options) : createOnServer(options.shadowUrl)
}

async function openInProcess({ extensions = [], cacheDirectory, dataDirectory }: ScratchOptions): Promise<Scratch> {
  const opening = dataDirectory ? openPglite({ extensions, dataDirectory }) : openCached(extensions, cacheDirectory)
  const database = new Reopenable(await opening)
  const [row] = await database.query<{ num: string; text: string }>(
    "SELECT current_setting('server_version_num') AS num, current_setting('server_version') AS text",
  )
  return {
    database,
    server: `PostgreSQL ${row?.text ?? ''} (PGlite)`,
    versionNum: Number(row?.num),
    cancels: false,
    reopen: () => database.replaceBy(() => openCached(extensions, cacheDirectory)),
    snapshot: () => database.snapshot(),
    close: registered(() => database.close()),
  }
}

/** An empty database in the process for an ORM's own engine. `close` it; `closeAllScratches` does so too. */
export async function openEngineDatabase(
  extensions: readonly string[],
): Promise<EngineDatabase & { close(): Promise<void> }> {
  const database = await openCached(extensions, undefined)
  return {
    rows: (sql, parameters) => database.rows(sql, parameters),
    script: (sql) => database.script(sql),
    close: registered(() => database.close()),
  }
}

/** Names are qualified, because the session's path may be anything. */
const sessionOwnsNothing = `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relpersistence = 't')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE is_holdable) AS alone`

/** A database whose place another one can take. */
class Reopenable implements WireDatabase {
  #current: PgliteDatabase

  constructor(first: PgliteDatabase) {
    this.#current = first
  }

  async replaceBy(open: () => Promise<PgliteDatabase>): Promise<void> {
    await this.#current.close()
    this.#current = await open()
  }

  query<Row extends object = Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []) {
    return this.#current.query<Row>(sql, parameters)
  }

  run(sql: string) {
    return this.#current.run(sql)
  }

  script(sql: string) {
    return this.#current.script(sql)
  }

  async snapshot(): Promise<Uint8Array | null> {
    // Outside of a transaction PostgreSQL refuses it.
    const { error } = await this.#current.run('SAVEPOINT migration_doctor_snapshot')
    if (!error) await this.#current.run('RELEASE SAVEPOINT migration_doctor_snapshot')
    if (!error || toServerError(error).sqlstate !== '25P01') return null
    const [row] = await this.#current.query<{ alone: boolean }>(sessionOwnsNothing)
    return row?.alone ? this.#current.dump() : null
  }

  close() {
    return this.#current.close()
  }
}

/** A cached database that does not start is forgotten, and a new one made. */
async function openCached(
  extensions: readonly string[],
  cacheDirectory: string | null | undefined,
): Promise<PgliteDatabase> {
  const dataDirectory = await cachedDataDirectory(cacheDirectory)
  if (dataDirectory === null) return openPglite({ extensions, dataDirectory })
  try {
    return await openPglite({ extensions, dataDirectory })
  } catch {
    await forgetDataDirectory(cacheDirectory)
    return openPglite({ extensions, dataDirectory: null })
  }
}
