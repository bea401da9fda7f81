import type { ReplayOutcome, ReplayResult, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import { quoteIdentifier } from '../quote.ts'
import type { Scratch } from '../scratch/scratch.ts'
import { toServerError } from '../server-error.ts'
import { runBlock } from './block.ts'
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
 * it, what needs a skipped statement, roles and databases that only another server has, `COPY … FROM STDIN`, and what
 * does not end in time. In PGlite nothing can follow a statement that does not end: the scratch is closed then.
 */
export async function replay(script: ReplayScript, scratch: Scratch, options: ReplayOptions): Promise<ReplayResult> {
  const runner = new Runner(scratch, options.statementTimeoutMs)
  const judge = new Judge(scratch.server, script)
  const outcomes: ReplayOutcome[] = []
  const record = (answer: Answer) => {
    const statement = script.statements[outcomes.length]
    if (statement) outcomes.push(judge.judge(statement, answerOf(statement, answer)))
  }
  try {
    await prepare(script, options, runner)
    for (const group of groupsOf(script.statements.map(sendable))) {
      await runGroup(group, runner, record)
      options.onProgress?.(outcomes.length, script.statements.length)
    }
  } catch (error) {
    if (!(error instanceof ScratchLost)) throw error
    const started = outcomes.length
    while (outcomes.length < script.statements.length) {
      const itself = outcomes.length === started
      record({
        error: null,
        skipped: itself ? error.message : `the scratch database was lost before: ${error.message}`,
      })
    }
  }
  return { server: scratch.server, outcomes }
}

/** In place of what cannot be sent goes something that changes nothing, so that the transactions stay as they are. */
function sendable(statement: ReplayStatement): ReplayStatement {
  return statement.unsendable === undefined ? statement : { ...statement, text: 'SELECT 1' }
}

function answerOf({ unsendable }: ReplayStatement, answer: Answer): Answer {
  return unsendable === undefined || answer.skipped !== undefined ? answer : { error: null, skipped: unsendable }
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

async function runGroup(
  group: readonly ReplayStatement[],
  runner: Runner,
  record: (answer: Answer) => void,
): Promise<void> {
  const [first] = group
  if (first === undefined) return
  if (first.transaction !== null) return runBlock(group, runner, record)
  const { error } = await runner.run(first.text)
  record(error ? { error: toServerError(error) } : accepted)
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
