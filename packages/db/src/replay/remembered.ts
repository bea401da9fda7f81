import type { ReplayResult, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import { openScratch } from '../scratch/open.ts'
import type { Scratch } from '../scratch/scratch.ts'
import { type Boundary, boundariesOf, isResumable } from './chain.ts'
import { type Answered, openMemory, type ReplayMemory } from './memory.ts'
import { type AnswersOptions, answersOf, judged, type ReplayOptions } from './replay.ts'
import type { Answer } from './run.ts'

export interface RememberedOptions extends ReplayOptions {
  /** Extensions that will be asked for, by PostgreSQL's names. */
  readonly extensions?: readonly string[]
  /** Where replays are remembered; `null`: nowhere; left out: below the temporary directory. */
  readonly cacheDirectory?: string | null
  /** Keep a database to start from when getting there took this long; keeping one takes about half a second. */
  readonly worthMs?: number
  /** Called before a scratch database is opened, which takes a second or two. */
  readonly onOpening?: () => void
}

/**
 * Replays a script in the process as `replay` does, and remembers it: what was replayed once is not replayed again.
 * A script that is known whole needs no database at all; another one starts behind the longest part that is known.
 * Removes its scratch database.
 */
export async function replayRemembered(script: ReplayScript, options: RememberedOptions): Promise<ReplayResult> {
  const memory = isResumable(script) ? await openMemory(options.cacheDirectory) : null
  const run = { script, options, memory, boundaries: boundariesOf(script, options.statementTimeoutMs) }
  const last = run.boundaries.at(-1)
  const whole = last && (await memory?.answered(last.key))
  if (whole?.answers.length === script.statements.length) return judged(script, whole.server, whole.answers)
  options.onOpening?.()
  const known = await longestKnown(run)
  const scratch = await openScratch(scratchOptions(options, known))
  try {
    const answers = await answersOf(script, scratch, { ...options, ...keeping(run, scratch, known) })
    return judged(script, scratch.server, answers)
  } finally {
    await scratch.close()
  }
}

interface Run {
  readonly script: ReplayScript
  readonly options: RememberedOptions
  readonly memory: ReplayMemory | null
  readonly boundaries: readonly Boundary[]
}

interface Known extends Answered {
  readonly data: Uint8Array
}

function scratchOptions({ extensions = [], cacheDirectory }: RememberedOptions, known: Known | null) {
  const place = cacheDirectory === undefined ? {} : { cacheDirectory }
  return { extensions, ...place, ...(known && { dataDirectory: known.data }) }
}

async function longestKnown({ memory, boundaries }: Run): Promise<Known | null> {
  if (memory === null) return null
  for (const { key, end } of [...boundaries].reverse()) {
    const data = await memory.data(key)
    if (data === null) continue
    const answered = await memory.answered(key)
    if (answered?.answers.length === end) return { ...answered, data }
  }
  return null
}

/** Keeps the end of the script, and its database there and before its last migration, where the next edit will be. */
function keeping({ script, options, memory, boundaries }: Run, scratch: Scratch, known: Known | null): AnswersFrom {
  if (memory === null) return {}
  const keys = new Map(boundaries.map(({ end, key }) => [end, key]))
  const lastMigration = script.statements.at(-1)?.migration
  const beforeLast = script.statements.findIndex(({ migration }) => migration === lastMigration)
  let since = Date.now()
  const onBoundary = async (answers: readonly Answer[]) => {
    const key = keys.get(answers.length)
    const ends = answers.length === script.statements.length
    if (
      key === undefined ||
      !(ends || answers.length === beforeLast) ||
      answers.some((answer, i) => byChance(answer, script.statements[i]))
    )
      return
    const worth = Date.now() - since >= (options.worthMs ?? 2_000)
    const data = worth ? await scratch.snapshot?.() : undefined
    if (data) since = Date.now()
    if (data || ends) await memory.keep(key, { server: scratch.server, answers }, data ?? undefined)
  }
  return { onBoundary, ...(known && { known: known.answers }) }
}

type AnswersFrom = Pick<AnswersOptions, 'known' | 'onBoundary'>

/** What another run might answer otherwise: it took too long, or the machine gave out. */
function byChance({ error, skipped }: Answer, statement?: ReplayStatement): boolean {
  if (skipped !== undefined) return statement?.unsendable === undefined
  return error !== null && ['08', '53', '55P03', '57', '58', 'XX'].some((prefix) => error.sqlstate.startsWith(prefix))
}
