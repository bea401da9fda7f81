import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type TypedRows, unreachable } from '@migration-doctor/core'
import { toServerError } from '../server-error.ts'
import { noCopyData, type ScriptRun, type WireDatabase } from '../wire/wire.ts'
import { loadedExtensions } from './extensions.ts'
import { workerSource } from './worker-source.ts'

/** PGlite in a thread of its own. */
export interface PgliteDatabase extends WireDatabase {
  /** The data directory as a compressed archive, to open another one from. */
  dump(): Promise<Uint8Array>
  /** Rows with the types of their columns. */
  rows(sql: string, parameters: readonly unknown[]): Promise<TypedRows>
}

export interface PgliteOptions {
  /** Extensions to make available, by PostgreSQL's names; those that PGlite does not have are ignored. */
  readonly extensions: readonly string[]
  /** A dump to start from; `null` makes a new database, which takes seconds. */
  readonly dataDirectory: Uint8Array | null
}

/** Starts PGlite. Throws `DoctorError` when it is not installed or does not start. */
export async function openPglite(options: PgliteOptions): Promise<PgliteDatabase> {
  const require = createRequire(import.meta.url)
  const database = new PgliteThread({
    pglite: moduleUrl(require, '@electric-sql/pglite'),
    extensions: loadedExtensions(options.extensions, (name) => moduleUrl(require, name)),
    dataDirectory: options.dataDirectory,
  })
  try {
    await database.opened()
    return database
  } catch (error) {
    await database.close()
    const reason = toServerError(error).message
    throw unreachable(
      `The scratch database in the process did not start: ${reason}`,
      'Use --shadow-url, or --replay never.',
    )
  }
}

/** The version of the installed PGlite, for the names of cached files. */
export function pgliteVersion(): string {
  const require = createRequire(import.meta.url)
  const path = require.resolve('@electric-sql/pglite')
  const root = path.slice(0, path.lastIndexOf('dist'))
  const { version }: { version: string } = require(`${root}package.json`)
  return version
}

function moduleUrl(require: NodeJS.Require, name: string): string {
  try {
    return pathToFileURL(require.resolve(name)).href
  } catch {
    throw unreachable(`The package ${name}, which scratch databases need, is not installed.`, `npm install ${name}`)
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: { readonly message: string }
}

interface RunAnswer {
  readonly tags: readonly string[]
  readonly error: { readonly message: string; readonly severity?: string } | null
  /** PostgreSQL said that it is ready for the next query. */
  readonly ready: boolean
}

const fatal = new Set(['FATAL', 'PANIC'])

class PgliteThread implements PgliteDatabase {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #next = 0
  #closed = false

  constructor(workerData: object) {
    this.#worker = new Worker(workerSource, { eval: true, workerData, stdout: true, stderr: true })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('the thread has ended')))
    this.#worker.unref()
  }

  async opened(): Promise<void> {
    await this.#ask('open')
  }

  query<Row extends object = Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []) {
    return this.#ask<readonly Row[]>('query', { sql, parameters })
  }

  async run(sql: string): Promise<ScriptRun> {
    const { tags, error, ready } = await this.#ask<RunAnswer>('run', { sql, copyRefusal: noCopyData })
    const whole = ready && (error ? !fatal.has(error.severity ?? '') : tags.length > 0)
    if (!whole) return this.#broken(error?.message ?? 'it no longer answers')
    return { tags, error: error && errorOf(error) }
  }

  async script(sql: string): Promise<void> {
    const { error } = await this.run(sql)
    if (error) throw error
  }

  rows(sql: string, parameters: readonly unknown[]): Promise<TypedRows> {
    return this.#ask<TypedRows>('table', { sql, parameters })
  }

  dump(): Promise<Uint8Array> {
    return this.#ask<Uint8Array>('dump')
  }

  async close(): Promise<void> {
    this.#end(new Error('it was closed'))
    await this.#worker.terminate()
  }

  /** After a panic or a crash PGlite goes on answering, but what it says means nothing. */
  async #broken(reason: string): Promise<never> {
    this.#end(new Error(reason))
    await this.#worker.terminate()
    throw unreachable(`The scratch database broke down: ${reason}`)
  }

  #ask<Value>(action: string, request: object = {}): Promise<Value> {
    if (this.#closed) return Promise.reject(unreachable('The scratch database is closed.'))
    const id = this.#next++
    const answer = new Promise<Value>((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as Value), reject })
    })
    // The thread holds the process only while something is asked of it.
    this.#worker.ref()
    this.#worker.postMessage({ id, action, ...request })
    return answer
  }

  #settle({ id, value, error }: Answer): void {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#worker.unref()
    if (error) pending?.reject(errorOf(error))
    else pending?.resolve(value)
  }

  #end(reason: Error): void {
    this.#closed = true
    const error = unreachable(`The scratch database ended: ${reason.message}`)
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
  }
}

/** Errors lose their fields on the way between threads, so they travel as plain objects. */
function errorOf(fields: { readonly message: string }): Error {
  return Object.assign(new Error(fields.message), fields)
}
