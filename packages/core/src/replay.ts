import type { ServerError } from './ports.ts'

/** What a replay runs: the statements of a timeline in order, with the transactions that the tool would hold. */
export interface ReplayScript {
  readonly searchPath: readonly string[]
  /** Extensions that every database of the user's is taken to have: installed before the first statement, where they can be. */
  readonly extensions?: readonly string[]
  /** The schema into which they go; left out: the first of the search path. */
  readonly extensionSchema?: string
  /** All extensions that the history has at some time, as far as that is known. */
  readonly uses?: readonly string[]
  /** Schemas to make before the first statement, where they are missing. */
  readonly schemas?: readonly string[]
  /** Schemas of a hosting platform that a scratch database does not have: what names them cannot be judged there. */
  readonly absentSchemas?: readonly string[]
  /** The tool's own table, which it makes before the first migration. */
  readonly toolTable?: string
  /** Statements that make it; left out: the scratch database does not have it. */
  readonly ownTables?: readonly string[]
  readonly statements: readonly ReplayStatement[]
}

export interface ReplayStatement {
  /** Number of the statement in the timeline. */
  readonly number: number
  readonly migration: string
  readonly text: string
  /** Why it cannot be sent: a value in it is not known. It is skipped, and so is what follows from that. */
  readonly unsendable?: string
  /** It is about the server and not about the database: roles, other databases, settings, files. Never sent to a shared server. */
  readonly wholeServer?: boolean
  /** It changes a setting of the session (`SET`), which ends with the session: the next one has to run it again. */
  readonly ofSession?: boolean
  /**
   * Statements that follow each other with the same number share one transaction block; `null` runs alone.
   * `BEGIN` and `COMMIT` in the user's text are already turned into these numbers and are not part of the script.
   */
  readonly transaction: number | null
  /** The transaction ends by a `ROLLBACK` of the user's. */
  readonly rolledBack: boolean
}

export interface ReplayOutcome {
  readonly number: number
  /** `null`: accepted. */
  readonly error: ServerError | null
  /** Not sent, with the reason: the scratch server lacks an extension, a timeout. */
  readonly skipped?: string
}

export interface ReplayResult {
  /** `PostgreSQL 18.1 (PGlite)` */
  readonly server: string
  readonly outcomes: readonly ReplayOutcome[]
}
