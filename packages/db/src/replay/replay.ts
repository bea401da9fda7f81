import type { ReplayOutcome, ReplayResult, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import { quoteIdentifier } from '../quote.ts'
import type { Scratch } from '../scratch/scratch.ts'
import { toServerError } from '../server-error.ts'
import { type BlockOptions, runBlock } from './block.ts'
import { type Answer, accepted, Runner, ScratchLost } from './run.ts'
import { Judge } from './skip.ts'

export interface ReplayOptions {
  /** A statement that takes longer is given up; 0: never. */
  readonly statementTimeoutMs: number
  /** Called after every transaction with the number of statements done. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Runs a script on a scratch database, in its transactions, and goes on after every refusal as if the refused statement
 * were not there. Never rejects for what PostgreSQL refuses. A refusal that only shows at `COMMIT` (a deferred
 * constraint) is told of the last accepted statement of its transaction.
 *
 * What the scratch database cannot judge is `skipped`, with the reason: an extension it lacks and what may depend on
 * it, what needs a skipped statement, roles and databases that only another server has, what changes a shared server as
 * a whole, `COPY … FROM STDIN`, and what does not end in time or brings the scratch database down. After the last two,
 * PGlite begins anew without the culprit.
 */
export async function replay(script: ReplayScript, scratch: Scratch, options: ReplayOptions): Promise<ReplayResult> {
  const plan: ReplayPlan = { withheld: new Map(withheldFrom(script, scratch)), apart: new Set() }
  for (let attempt = 1; ; attempt++) {
    const { outcomes, lost } = await attemptReplay({ script, scratch, options, plan })
    if (lost === null) return { server: scratch.server, outcomes }
    if (scratch.reopen === undefined || attempt === attempts) {
      return { server: scratch.server, outcomes: withTheRest(script, outcomes, lost) }
    }
    const at = outcomes.length
    if (lost.among === 1) plan.withheld.set(at, lost.message)
    else for (let i = at; i < at + lost.among; i++) plan.apart.add(i)
    await scratch.reopen()
  }
}

/** Finding a culprit takes one attempt, doing without it another. */
const attempts = 5

/** How the next attempt differs from a plain one; statements by their index in the script. */
interface ReplayPlan {
  /** What is not sent, and why. */
  readonly withheld: Map<number, string>
  /** What is sent by itself, to see whether it is the culprit. */
  readonly apart: Set<number>
}

function withheldFrom(
  { statements }: ReplayScript,
  { cancels: shared, server }: Scratch,
): (readonly [number, string])[] {
  return statements.flatMap(({ unsendable, wholeServer }, i) => {
    if (unsendable !== undefined) return [[i, unsendable] as const]
    return wholeServer && shared ? [[i, `it is about all of the server, and ${server} may hold more`] as const] : []
  })
}

interface Attempt {
  readonly script: ReplayScript
  readonly scratch: Scratch
  readonly options: ReplayOptions
  readonly plan: ReplayPlan
}

async function attemptReplay({ script, scratch, options, plan }: Attempt): Promise<{
  outcomes: readonly ReplayOutcome[]
  lost: ScratchLost | null
}> {
  const runner = new Runner(scratch, options.statementTimeoutMs)
  const judge = new Judge(scratch.server, script)
  const outcomes: ReplayOutcome[] = []
  const record = (answer: Answer) => {
    const skipped = plan.withheld.get(outcomes.length)
    const statement = script.statements[outcomes.length]
    if (statement) outcomes.push(judge.judge(statement, skipped === undefined ? answer : { error: null, skipped }))
  }
  try {
    await prepare(script, options, runner)
    for (const group of groupsOf(script.statements.map((statement, i) => sendable(statement, plan.withheld.has(i))))) {
      const apart = group.some((_, i) => plan.apart.has(outcomes.length + i))
      await runGroup(group, runner, { record, apart })
      options.onProgress?.(outcomes.length, script.statements.length)
    }
    return { outcomes, lost: null }
  } catch (error) {
    if (!(error instanceof ScratchLost)) throw error
    return { outcomes, lost: error }
  }
}

/** In place of what is withheld goes something that changes nothing, so that the transactions stay as they are. */
function sendable(statement: ReplayStatement, withheld: boolean): ReplayStatement {
  return withheld ? { ...statement, text: 'SELECT 1' } : statement
}

function withTheRest(
  { statements }: ReplayScript,
  outcomes: readonly ReplayOutcome[],
  lost: ScratchLost,
): readonly ReplayOutcome[] {
  const rest = statements.slice(outcomes.length).map(({ number }, i) => {
    const reason = i === 0 && lost.among === 1 ? lost.message : `the scratch database was lost: ${lost.message}`
    return { number, error: null, skipped: reason }
  })
  return [...outcomes, ...rest]
}

async function prepare(
  { searchPath, extensions = [], schemas = [] }: ReplayScript,
  options: ReplayOptions,
  runner: Runner,
): Promise<void> {
  await runner.must(`SET statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`)
  // One that is not to be had shows in the statements that need it.
  for (const name of extensions) await runner.run(`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`)
  for (const name of schemas) await runner.must(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`)
  if (searchPath.length > 0) await runner.must(`SET search_path = ${searchPath.map(quoteIdentifier).join(', ')}`)
}

async function runGroup(group: readonly ReplayStatement[], runner: Runner, options: BlockOptions): Promise<void> {
  const [first] = group
  if (first === undefined) return
  if (first.transaction !== null) return runBlock(group, runner, options)
  const { error } = await runner.run(first.text)
  options.record(error ? { error: toServerError(error) } : accepted)
}

/** Statements that share a transaction, and each of the others alone. */
function* groupsOf(statements: readonly ReplayStatement[]): Generator<readonly ReplayStatement[]> {
  let group: ReplayStatement[] = []
  for (const statement of statements) {
    const same = statement.transaction !== null && statement.transaction === group[0]?.transaction
    if (!same && group.length > 0) {
      yield group
      group = []
    }
    group.push(statement)
  }
  if (group.length > 0) yield group
}
