import type { ReplayResult, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import { quoteIdentifier, quoteLiteral } from '../quote.ts'
import type { Scratch } from '../scratch/scratch.ts'
import { toServerError } from '../server-error.ts'
import { type BlockOptions, runBlock } from './block.ts'
import { groupsOf } from './group.ts'
import { type Answer, accepted, Runner, ScratchLost } from './run.ts'
import { Judge } from './skip.ts'

export interface ReplayOptions {
  /** A statement that takes longer is given up; 0: never. */
  readonly statementTimeoutMs: number
  /** Called after every transaction with the number of statements done. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface AnswersOptions extends ReplayOptions {
  /** The answers to the first statements: the scratch database stands after them, and they are not sent. */
  readonly known?: readonly Answer[]
  /** Called after every transaction with all answers so far. */
  readonly onBoundary?: (answers: readonly Answer[]) => Promise<void>
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
  return judged(script, scratch.server, await answersOf(script, scratch, options))
}

/** What the answers of a server mean. */
export function judged(script: ReplayScript, server: string, answers: readonly Answer[]): ReplayResult {
  const judge = new Judge(server, { ...script, lacks: answers[0]?.lacks ?? [] })
  const outcomes = script.statements.map((statement, i) => judge.judge(statement, answers[i] ?? accepted))
  return { server, outcomes }
}

/** The answers to all statements of a script, in order. */
export async function answersOf(
  script: ReplayScript,
  scratch: Scratch,
  { known = [], ...options }: AnswersOptions,
): Promise<readonly Answer[]> {
  const plan: ReplayPlan = { withheld: new Map(withheldFrom(script, scratch)), apart: new Set() }
  for (let attempt = 1; ; attempt++) {
    const { answers, lost } = await attemptReplay({ script, scratch, options, plan, known: attempt === 1 ? known : [] })
    if (lost === null) return answers
    if (scratch.reopen === undefined || attempt === attempts) return withTheRest(script, answers, lost)
    const at = answers.length
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
  readonly options: Omit<AnswersOptions, 'known'>
  readonly plan: ReplayPlan
  readonly known: readonly Answer[]
}

async function attemptReplay({ script, scratch, options, plan, known }: Attempt): Promise<{
  answers: readonly Answer[]
  lost: ScratchLost | null
}> {
  const runner = new Runner(scratch, options.statementTimeoutMs)
  const answers: Answer[] = [...known]
  let lacks: readonly string[] = []
  const record = (answer: Answer) => {
    const skipped = plan.withheld.get(answers.length)
    const given = skipped === undefined ? answer : { error: null, skipped }
    answers.push(answers.length === 0 && lacks.length > 0 ? { ...given, lacks } : given)
  }
  try {
    await prepare(script, options, runner)
    lacks = await lackingOf(script, runner)
    await resume(script, known, runner)
    const statements = script.statements.map((statement, i) => sendable(statement, plan.withheld.has(i)))
    for (const group of groupsOf(statements.slice(known.length))) {
      const apart = group.some((_, i) => plan.apart.has(answers.length + i))
      await runGroup(group, runner, { record, apart })
      options.onProgress?.(answers.length, script.statements.length)
      await options.onBoundary?.(answers)
    }
    return { answers, lost: null }
  } catch (error) {
    if (!(error instanceof ScratchLost)) throw error
    return { answers, lost: error }
  }
}

/** Makes the settings that the known statements made in a session that is gone. */
async function resume({ statements }: ReplayScript, known: readonly Answer[], runner: Runner): Promise<void> {
  const took = (answer: Answer | undefined) => answer?.error === null && answer.skipped === undefined
  const again = statements.filter(({ ofSession, rolledBack }, i) => ofSession && !rolledBack && took(known[i]))
  for (const { text } of again) await runner.must(text)
}

/** In place of what is withheld goes something that changes nothing, so that the transactions stay as they are. */
function sendable(statement: ReplayStatement, withheld: boolean): ReplayStatement {
  return withheld ? { ...statement, text: 'SELECT 1' } : statement
}

function withTheRest({ statements }: ReplayScript, answers: readonly Answer[], lost: ScratchLost): readonly Answer[] {
  const rest = statements.slice(answers.length).map((_, i) => {
    const reason = i === 0 && lost.among === 1 ? lost.message : `the scratch database was lost: ${lost.message}`
    return { error: null, skipped: reason }
  })
  return [...answers, ...rest]
}

async function prepare(
  { searchPath, extensions = [], extensionSchema, schemas = [], ownTables = [] }: ReplayScript,
  options: ReplayOptions,
  runner: Runner,
): Promise<void> {
  await runner.must(`SET statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`)
  for (const name of schemas) await runner.must(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`)
  const where = extensionSchema === undefined ? '' : ` SCHEMA ${quoteIdentifier(extensionSchema)}`
  // One that is not to be had shows in the statements that need it.
  for (const name of extensions) await runner.run(`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}${where}`)
  if (searchPath.length > 0) await runner.must(`SET search_path = ${searchPath.map(quoteIdentifier).join(', ')}`)
  for (const sql of ownTables) await runner.run(sql)
}

/** The extensions of the script that are not to be had here; a program may have gone on without them. */
async function lackingOf({ uses = [] }: ReplayScript, runner: Runner): Promise<readonly string[]> {
  if (uses.length === 0) return []
  const asked = uses.map((name) => `SELECT FROM pg_available_extensions WHERE name = ${quoteLiteral(name)}`)
  const { tags } = await runner.run(asked.join('; '))
  return uses.filter((_, i) => tags[i] === 'SELECT 0')
}

async function runGroup(group: readonly ReplayStatement[], runner: Runner, options: BlockOptions): Promise<void> {
  const [first] = group
  if (first === undefined) return
  if (first.transaction !== null) return runBlock(group, runner, options)
  const { error } = await runner.run(first.text)
  options.record(error ? { error: toServerError(error) } : accepted)
}
