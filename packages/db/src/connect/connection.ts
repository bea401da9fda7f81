import { unreachable } from '@migration-doctor/core'
import type { Client } from 'pg'
import { isServerError, toServerError } from '../server-error.ts'
import { PgScript } from '../wire/pg-script.ts'
import type { ScriptRun, WireDatabase } from '../wire/wire.ts'

/** What is known of a server once connected. Never holds a password. */
export interface ServerInfo {
  /** As in the URL: name, address or socket directory. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** `180001` */
  readonly versionNum: number
  /** `PostgreSQL 18.1` */
  readonly versionText: string
}

/** One session of a live PostgreSQL. Calls made at the same time are queued. */
export interface Connection extends WireDatabase {
  readonly server: ServerInfo
  readonly readOnly: boolean
  /** The URL names a pooler in transaction mode: what is set or locked for the session does not hold. */
  readonly pooler: boolean
  /** Prisma's `schema` parameter, if the URL has one. */
  readonly schema: string | null
}

export interface SessionSettings {
  readonly readOnly: boolean
  readonly statementTimeoutMs: number
  readonly pooler: boolean
  readonly schema: string | null
  readonly server: ServerInfo
}

export class PgConnection implements Connection {
  readonly server: ServerInfo
  readonly readOnly: boolean
  readonly pooler: boolean
  readonly schema: string | null
  readonly #client: Client
  readonly #statementTimeoutMs: number
  #queue: Promise<unknown> = Promise.resolve()
  /** How many callers share the open read-only transaction. */
  #readers = 0
  #opening: Promise<void> = Promise.resolve()

  constructor(client: Client, settings: SessionSettings) {
    this.#client = client
    this.server = settings.server
    this.readOnly = settings.readOnly
    this.pooler = settings.pooler
    this.schema = settings.schema
    this.#statementTimeoutMs = settings.statementTimeoutMs
  }

  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return this.#guarded(async () => (await this.#client.query<Row>(sql, [...parameters])).rows)
  }

  async script(sql: string): Promise<void> {
    const { error } = await this.run(sql)
    if (error) throw error
  }

  run(sql: string): Promise<ScriptRun> {
    return this.#guarded(async () => {
      const script = new PgScript(sql)
      this.#client.query(script)
      const run = await script.finished
      if (run.error && !isServerError(run.error)) throw run.error
      return run
    })
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined)
  }

  /**
   * Runs work in a `READ ONLY` transaction that is always rolled back; callers that overlap share it.
   * Settings are local to it, since a pooler would hand them on to strangers.
   */
  async readOnlyTransaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#readers++ === 0) this.#opening = this.#send(() => this.#begin())
    await this.#opening.catch((error: unknown) => {
      this.#readers--
      throw error
    })
    try {
      return await work()
    } finally {
      if (--this.#readers === 0) await this.#send(() => this.#client.query('ROLLBACK')).catch(() => undefined)
    }
  }

  async #begin(): Promise<void> {
    if (this.#client.getTransactionStatus() !== 'I') throw new Error('A transaction is open: no other can begin in it.')
    const timeout = `SET LOCAL statement_timeout = ${Math.trunc(this.#statementTimeoutMs)}`
    await this.#client.query(`BEGIN READ ONLY; ${timeout}`)
  }

  /** Outside a read-only transaction, a call of a read-only connection gets one of its own. */
  #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.readOnly || this.#readers > 0) return this.#send(work)
    return this.#send(async () => {
      await this.#begin()
      try {
        return await work()
      } finally {
        await this.#client.query('ROLLBACK').catch(() => undefined)
      }
    })
  }

  #send<Result>(work: () => Promise<Result>): Promise<Result> {
    const sent = this.#queue.then(work)
    this.#queue = sent.catch(() => undefined)
    return sent.catch((error: unknown) => {
      throw isServerError(error) ? error : this.#lost(error)
    })
  }

  #lost(error: unknown): Error {
    const { host, port } = this.server
    const reason = toServerError(error).message
    return unreachable(
      `The connection to ${host}:${port} was lost: ${reason}`,
      'Check that the server is up, and try again.',
    )
  }
}
