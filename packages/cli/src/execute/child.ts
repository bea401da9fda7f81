import { type ChildProcess, spawn } from 'node:child_process'
import type { Child } from '@migration-doctor/adapters'
import { type Environment, unusable } from '@migration-doctor/core'

/** Starts a Node process for a program given as text, with none of our streams and no environment that names a database. */
export function launch(program: string, folder: string, environment: Environment): Child {
  const words = ['--enable-source-maps', '--stack-trace-limit=60', '--no-warnings', '--eval', program]
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { ...withoutDatabases(environment) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  return new Talk(child)
}

const ofDatabases = /^PG[A-Z]|(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|PSQL|TYPEORM|PRISMA)(?:_|$)/i

/** Whatever names, or opens, one of the user's databases stays here; so do Node's own options. */
export function withoutDatabases(environment: Environment): Environment {
  const kept = Object.entries(environment).filter(([name, value]) => {
    return !ofDatabases.test(name) && name !== 'NODE_OPTIONS' && !/\bpostgres(?:ql)?:\/\//i.test(value ?? '')
  })
  return Object.fromEntries(kept)
}

class Talk implements Child {
  readonly #child: ChildProcess
  readonly #heard: unknown[] = []
  #wake: (() => void) | null = null
  #ended = false
  #words = ''

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message) => {
      this.#heard.push(message)
      this.#wake?.()
    })
    child.on('exit', () => this.#end())
    child.on('error', () => this.#end())
    child.stderr?.on('data', (data: Uint8Array) => {
      this.#words = (this.#words + String(data)).slice(-4000)
    })
  }

  send(message: object): void {
    // It may end between two messages; the next one that is waited for says so.
    if (!this.#ended) this.#child.send(message, () => undefined)
  }

  async receive(timeoutMs: number): Promise<unknown> {
    if (this.#heard.length === 0 && !this.#ended) await this.#news(timeoutMs)
    if (this.#heard.length > 0) return this.#heard.shift()
    if (!this.#ended)
      throw unusable('The project’s program ran for too long without sending a statement.', 'Leave --execute out.')
    const last = this.#words.trim().split('\n').at(-1) ?? ''
    throw unusable(`The process that runs the project’s program has ended.${last === '' ? '' : ` It said: ${last}`}`)
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async kill(): Promise<void> {
    if (this.#ended) return
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGKILL')
    await gone
  }
}
