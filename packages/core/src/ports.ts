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
