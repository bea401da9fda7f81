import type { ReplayStatement, ServerError } from '@migration-doctor/core'
import { toServerError } from '../server-error.ts'
import type { ScriptRun } from '../wire/wire.ts'
import { type Answer, accepted, type Runner, ScratchLost } from './run.ts'

const savepoint = 'migration_doctor'
const before = `SAVEPOINT ${savepoint};`
const after = `\n;RELEASE SAVEPOINT ${savepoint};`
const takeBack = `ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`

/** How many statements travel together; after a refusal the rest of them travels again. */
const batchSize = 64

/** Statements of the user's that handle savepoints say so in their tags; our own must keep out of their way. */
const savepointTags = new Set(['SAVEPOINT', 'RELEASE', 'ROLLBACK'])

/** Runs the statements of one transaction; `record` gets each answer, in order, also when the scratch database is lost. */
export async function runBlock(
  statements: readonly ReplayStatement[],
  runner: Runner,
  { record, apart = false }: BlockOptions,
): Promise<void> {
  const answers: Answer[] = []
  const block = { statements, runner, answers }
  try {
    if (apart || !(await together(block))) {
      answers.length = 0
      await oneByOne(block)
    }
    if (answers.some(({ error }) => error?.sqlstate === unsafeLabel)) {
      answers.length = 0
      await plainly(block)
    }
  } catch (error) {
    answers.forEach(record)
    throw error
  }
  const end = statements.some((statement) => statement.rolledBack) ? 'ROLLBACK' : 'COMMIT'
  const { error } = await runner.run(end)
  if (error) await runner.run('ROLLBACK')
  for (const answer of error ? withRefusedCommit(answers, toServerError(error)) : answers) record(answer)
}

export interface BlockOptions {
  readonly record: (answer: Answer) => void
  /** Send every statement by itself. */
  readonly apart?: boolean
}

/** One transaction on its way; `answers` grows. */
interface Block {
  readonly statements: readonly ReplayStatement[]
  readonly runner: Runner
  readonly answers: Answer[]
}

/** The refusal of a `COMMIT` belongs to the transaction; it is told of the last statement that was accepted. */
function withRefusedCommit(answers: readonly Answer[], error: ServerError): readonly Answer[] {
  const last = answers.findLastIndex((answer) => answer.error === null)
  return answers.map((answer, i) => (i === Math.max(last, 0) ? { error } : answer))
}

/** Many statements in one message, each in a savepoint; false, and nothing done, when the texts do not allow that. */
async function together({ statements, runner, answers }: Block): Promise<boolean> {
  await runner.must('BEGIN')
  while (answers.length < statements.length) {
    const batch = statements.slice(answers.length, answers.length + batchSize)
    const run = await runner.run(batch.map(wrapped).join('')).catch((error) => amongSeveral(error, batch.length))
    const done = countDone(run, batch.length)
    if (done === null) {
      await runner.must('ROLLBACK')
      return false
    }
    for (let i = 0; i < done; i++) answers.push(accepted)
    if (!run.error) continue
    answers.push({ error: relativeTo(toServerError(run.error), batch.slice(0, done)) })
    await runner.must(takeBack)
  }
  return true
}

function amongSeveral(error: unknown, size: number): never {
  if (!(error instanceof ScratchLost) || size === 1) throw error
  throw new ScratchLost(error.message, size)
}

const wrapped = (statement: ReplayStatement) => before + statement.text + after

/**
 * How many statements of a batch were accepted; `null` when the tags are not those that the texts were expected to
 * give: a text that holds no command or several, a syntax error (which keeps the whole message from running), or
 * savepoints of the user's.
 */
function countDone({ tags, error }: ScriptRun, size: number): number | null {
  const done = Math.trunc(tags.length / 3)
  const regular = tags.every((tag, i) => (i % 3 === 0 ? tag === 'SAVEPOINT' : i % 3 === 2 ? tag === 'RELEASE' : true))
  if (!regular) return null
  if (error === null) return done === size && tags.length === 3 * size ? done : null
  const { sqlstate, message } = toServerError(error)
  const ours = sqlstate === '3B001' || (sqlstate === '25001' && message.includes('subtransaction'))
  return tags.length % 3 === 1 && !ours ? done : null
}

/** A position in the whole message as one in the statement itself. */
function relativeTo(error: ServerError, precursors: readonly ReplayStatement[]): ServerError {
  if (error.position === undefined) return error
  const start = [...(precursors.map(wrapped).join('') + before)].length
  return { ...error, position: error.position - start }
}

async function oneByOne({ statements, runner, answers }: Block): Promise<void> {
  await runner.must('BEGIN')
  for (const { text } of statements) {
    const isFirst = answers.every((answer) => answer.error !== null)
    await runner.must(before)
    const { tags, error } = await runner.run(text)
    if (!error) {
      if (!tags.some((tag) => savepointTags.has(tag))) await runner.must(`RELEASE SAVEPOINT ${savepoint}`)
      answers.push(accepted)
      continue
    }
    await runner.must(takeBack)
    const refusal = toServerError(error)
    const ours = refusal.sqlstate === '25001' && refusal.message.includes('subtransaction')
    answers.push(ours ? await withoutSavepoint(text, { isFirst, refusal, runner }) : { error: refusal })
  }
}

/** Of a label that an enum got in the same transaction. */
const unsafeLabel = '55P04'

/**
 * Without savepoints: since version 17 a new type may be used at once with labels that it got later, but only when no
 * savepoint stands between. After a refusal the transaction begins anew, with what was accepted.
 */
async function plainly({ statements, runner, answers }: Block): Promise<void> {
  await runner.must('ROLLBACK')
  await runner.must('BEGIN')
  for (const [at, { text }] of statements.entries()) {
    const { error } = await runner.run(text)
    answers.push(error ? { error: toServerError(error) } : accepted)
    if (!error) continue
    await runner.must('ROLLBACK')
    await runner.must('BEGIN')
    for (const [before, { text: again }] of statements.slice(0, at).entries()) {
      if (answers[before]?.error === null) await runner.must(again)
    }
  }
}

interface Retry {
  readonly isFirst: boolean
  readonly refusal: ServerError
  readonly runner: Runner
}

/** `SET TRANSACTION ISOLATION LEVEL` must come first in its transaction, and cannot come in a savepoint of ours. */
async function withoutSavepoint(text: string, { isFirst, refusal, runner }: Retry): Promise<Answer> {
  if (!isFirst) {
    return {
      error: {
        ...refusal,
        message: refusal.message.replace('must not be called in a subtransaction', 'must be called before any query'),
      },
    }
  }
  await runner.must('ROLLBACK')
  await runner.must('BEGIN')
  const { error } = await runner.run(text)
  if (!error) return accepted
  await runner.must('ROLLBACK')
  await runner.must('BEGIN')
  return { error: toServerError(error) }
}
