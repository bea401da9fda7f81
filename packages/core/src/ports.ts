/** A connection to a PostgreSQL, real or embedded: the only thing the floors above know of a driver. */
export interface Database {
  /** Parametrised, one statement. Rows keep PostgreSQL's text for types the driver does not know. */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<readonly Row[]>
  /** The simple protocol: the text may hold several statements, which then share an implicit transaction. */
  script(sql: string): Promise<void>
  close(): Promise<void>
}

/** What PostgreSQL raised. */
export interface ServerError {
  readonly sqlstate: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** 1-based character position in the text that was sent, when PostgreSQL gives one. */
  readonly position?: number
}

/** What a path is, links not followed. */
export type EntryKind = 'file' | 'directory' | 'link' | 'other'

/** The user's files, read only. Paths are absolute. Missing or unreadable paths reject with Node's own error (`code`). */
export interface Files {
  readText(path: string): Promise<string>
  readBytes(path: string): Promise<Uint8Array>
  list(path: string): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]>
  /** Follows links; `null` when nothing is there. */
  kind(path: string): Promise<EntryKind | null>
}

/** Environment variables as given to the process. */
export type Environment = Readonly<Record<string, string | undefined>>
