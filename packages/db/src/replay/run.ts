import { DoctorError, exitCodes, type ServerError } from '@migration-doctor/core'
import type { Scratch } from '../scratch/scratch.ts'
import type { ScriptRun } from '../wire/wire.ts'

/** What a runner needs to know of where it runs. */
export type Target = Pick<Scratch, 'database' | 'cancels'>

/** What came of one statement, before it is judged what that means. */
export interface Answer {
  /** `null`: accepted, or skipped. */
  readonly error: ServerError | null
  readonly skipped?: string
  /** With the first answer: extensions of the script that the scratch database lacks. */
  readonly lacks?: readonly string[]
}

export const accepted: Answer = { error: null }

/** Why nothing more can be asked of a scratch database. */
export class ScratchLost extends Error {
  override readonly name = 'ScratchLost'
  /** How many statements were on the way, one of which is the cause. */
  readonly among: number

  constructor(reason: string, among = 1) {
    super(reason)
    this.among = among
  }
}

/** Sends texts to a scratch database and gives up on those that do not end. */
export class Runner {
  readonly #scratch: Target
  readonly #timeoutMs: number

  constructor(scratch: Target, timeoutMs: number) {
    this.#scratch = scratch
    this.#timeoutMs = timeoutMs
  }

  /** Throws `ScratchLost` when the text does not end in time and cannot be cancelled, or when the connection breaks. */
  async run(sql: string): Promise<ScriptRun> {
    const running = this.#scratch.database.run(sql)
    try {
      return await (this.#scratch.cancels || this.#timeoutMs === 0 ? running : this.#inTime(running))
    } catch (error) {
      if (error instanceof DoctorError && error.code === exitCodes.database) throw new ScratchLost(error.message)
      throw error
    }
  }

  /** Throws what PostgreSQL says, for statements of our own that it has no reason to refuse. */
  async must(sql: string): Promise<void> {
    const { error } = await this.run(sql)
    if (error) throw error
  }

  async #inTime(running: Promise<ScriptRun>): Promise<ScriptRun> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const reason = `it did not end within ${this.#timeoutMs / 1000} s`
      timer = setTimeout(() => reject(new ScratchLost(reason)), this.#timeoutMs)
    })
    try {
      return await Promise.race([running, late])
    } catch (error) {
      running.catch(() => undefined)
      await this.#scratch.database.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}
