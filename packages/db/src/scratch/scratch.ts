import type { WireDatabase } from '../wire/wire.ts'

/** A database of our own, empty at first, removed when closed. */
export interface Scratch {
  readonly database: WireDatabase
  /** `PostgreSQL 18.1 (PGlite)`, `PostgreSQL 16.4` */
  readonly server: string
  readonly versionNum: number
  /** Whether `statement_timeout` works there; where not, only closing ends a statement. */
  readonly cancels: boolean
  /** Begins anew with an empty database after it was lost; only where that is possible. `database` stays the same. */
  reopen?(): Promise<void>
  /**
   * The data directory, to open another scratch database from; only in the process. `null` while something stands that
   * only this session has: an open transaction, temporary tables, prepared statements, cursors.
   */
  snapshot?(): Promise<Uint8Array | null>
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
  /** A snapshot to start from, in the process; `reopen` begins with an empty database all the same. */
  readonly dataDirectory?: Uint8Array
}
