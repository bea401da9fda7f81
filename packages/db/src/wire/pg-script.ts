import { noCopyData, type ScriptRun } from './wire.ts'

/** The part of node-postgres' connection that a submitted query talks to. */
interface PgWire {
  query(text: string): void
  /** There since `COPY` is supported; the type package leaves it out. */
  sendCopyFail?(message: string): void
}

/**
 * A simple query for `Client.query` that keeps the command tags, also of the commands before an error.
 * The methods are those that node-postgres calls on anything submitted to it.
 */
export class PgScript {
  readonly finished: Promise<ScriptRun>
  #settle: (run: ScriptRun) => void = () => undefined
  readonly #sql: string
  readonly #tags: string[] = []
  /** node-postgres wraps it to time queries out. */
  callback = (): void => undefined

  constructor(sql: string) {
    this.#sql = sql
    this.finished = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  submit(connection: PgWire): null {
    connection.query(this.#sql)
    return null
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}

  handleCommandComplete(message: { text: string }): void {
    this.#tags.push(message.text)
  }

  handleEmptyQuery(): void {
    this.#tags.push('')
  }

  handleCopyInResponse(connection: PgWire): void {
    connection.sendCopyFail?.(noCopyData)
  }

  /** Nothing follows an error: node-postgres forgets the query with it. */
  handleError(error: Error): void {
    this.#finish(error)
  }

  handleReadyForQuery(): void {
    this.#finish(null)
  }

  #finish(error: Error | null): void {
    this.#settle({ tags: this.#tags, error })
  }
}
