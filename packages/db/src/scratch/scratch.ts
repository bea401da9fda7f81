import type { WireDatabase } from '../wire/wire.ts'
import { cachedDataDirectory } from './cache.ts'
import { openPglite } from './pglite.ts'
import { registered } from './registry.ts'
import { createOnServer } from './server.ts'

/** A database of our own, empty at first, removed when closed. */
export interface Scratch {
  readonly database: WireDatabase
  /** `PostgreSQL 18.1 (PGlite)`, `PostgreSQL 16.4` */
  readonly server: string
  readonly versionNum: number
  /** Whether `statement_timeout` works there; where not, only closing ends a statement. */
  readonly cancels: boolean
  /** Idempotent. */
  close(): Promise<void>
}

export interface ScratchOptions {
  /** A server to create the database on; left out: PGlite, in the process. */
  readonly shadowUrl?: string
  /** Extensions that will be asked for, by PostgreSQL's names; only PGlite needs to know them beforehand. */
  readonly extensions?: readonly string[]
  /** Where PGlite's empty database is kept, which saves seconds; `null`: nowhere; left out: below the temporary directory. */
  readonly cacheDirectory?: string | null
}

/**
 * Opens a scratch database. Throws `DoctorError` when the server cannot be reached or does not allow it.
 * `closeAllScratches` removes what is still open.
 */
export async function openScratch(options: ScratchOptions = {}): Promise<Scratch> {
  return options.shadowUrl === undefined ? openInProcess(options) : createOnServer(options.shadowUrl)
}

async function openInProcess({ extensions = [], cacheDirectory }: ScratchOptions): Promise<Scratch> {
  const dataDirectory = await cachedDataDirectory(cacheDirectory)
  const database = await openPglite({ extensions, dataDirectory })
  const [row] = await database.query<{ num: string; text: string }>(
    "SELECT current_setting('server_version_num') AS num, current_setting('server_version') AS text",
  )
  return {
    database,
    server: `PostgreSQL ${row?.text ?? ''} (PGlite)`,
    versionNum: Number(row?.num),
    cancels: false,
    close: registered(() => database.close()),
  }
}
