import { unusable } from '@migration-doctor/core'
import type { Child, Stage } from '../../adapter.ts'
import { asChildMessage, type ChildMessage, type LoadedMessage } from './messages.ts'
import { executionProgram } from './program.ts'
import { Forgiven, Recorder, type Recording } from './record.ts'
import { plainly, ScratchSession } from './session.ts'

export type LoadedClass = LoadedMessage['classes'][number]

export interface Cast {
  /** Folder from which the project's packages are found. Absolute. */
  readonly base: string
  /** Files of migrations in the order of loading. Absolute. */
  readonly files: readonly string[]
  /** Data source whose naming strategy is used; `null`: TypeORM's own. */
  readonly strategyFile: string | null
  /** TypeORM's table of notes is there before the first migration. */
  readonly notes: boolean
  /** For the data source that the child makes. */
  readonly options: object
}

const silenceMs = 60_000
/** So many refusals are looked at one by one; after them all are forgiven at once. */
const mostRefusals = 8

/** The child process and the scratch database at work together. */
export class Performance {
  readonly #stage: Stage
  readonly #cast: Cast
  #child: Child

  constructor(stage: Stage, cast: Cast) {
    this.#stage = stage
    this.#cast = cast
    this.#child = stage.launch(executionProgram, cast.base)
  }

  close(): Promise<void> {
    return this.#child.kill()
  }

  /** @throws DoctorError (exit code 2) when TypeORM itself cannot be loaded. */
  async load(): Promise<readonly LoadedClass[]> {
    const { loader } = this.#stage
    const session = new ScratchSession(this.#stage.database, false)
    await session.begin()
    let classes: readonly LoadedClass[] | null = null
    while (!classes) {
      const message = await this.#next()
      if (message.kind === 'ready') this.#child.send({ kind: 'load', typeorm: 'typeorm', loader, ...this.#cast })
      else if (message.kind === 'query') this.#child.send(await plainly(message, session))
      else if (message.kind === 'loaded') classes = message.classes
      else if (message.kind === 'failed') throw failure(message.message)
    }
    await session.end()
    return classes
  }

  /** Runs one method; begun again when a refusal has ended it, as if that statement had done nothing. */
  async run(index: number, method: 'up' | 'down', inTransaction: boolean): Promise<Recording> {
    const session = new ScratchSession(this.#stage.database, inTransaction)
    const forgiven = new Forgiven()
    const refused: string[] = []
    await session.begin()
    for (;;) {
      const { recorder, error } = await this.#attempt({ index, method, inTransaction }, session, forgiven)
      const number = error?.query == null ? undefined : recorder.numbers.get(error.query)
      if (error) refused.push(error.message)
      if (!error || number === undefined) {
        refused.push(...(await session.end()))
        return { statements: recorder.statements, thrown: error, refused }
      }
      forgiven.add(number)
      if (forgiven.size >= mostRefusals) forgiven.all = true
      await session.again(inTransaction)
    }
  }

  async #attempt(
    work: { readonly index: number; readonly method: string; readonly inTransaction: boolean },
    session: ScratchSession,
    forgiven: Forgiven,
  ) {
    this.#child.send({ kind: 'run', index: work.index, method: work.method, transaction: work.inTransaction })
    let recorder = new Recorder(session, -1, forgiven)
    for (;;) {
      const message = await this.#next()
      if (message.kind === 'begun') recorder = new Recorder(session, message.connection, forgiven)
      else if (message.kind === 'query') {
        this.#child.send(message.running ? await recorder.answer(message) : await plainly(message, session))
      } else if (message.kind === 'ran') return { recorder, error: message.error }
      else if (message.kind === 'failed') {
        return { recorder, error: { message: message.message, query: null, stack: '', tool: false } }
      }
    }
  }

  async #next(): Promise<ChildMessage> {
    for (;;) {
      const message = asChildMessage(await this.#child.receive(silenceMs))
      if (message) return message
    }
  }
}

function failure(message: string): Error {
  const first = message.split('\n')[0] ?? ''
  return /Cannot find module 'typeorm'/.test(message)
    ? unusable('TypeORM is not installed in the project, so its migrations cannot be executed.', 'npm install')
    : unusable(`The project’s TypeORM cannot be started: ${first}`, 'Leave --execute out.')
}
