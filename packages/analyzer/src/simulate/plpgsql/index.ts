import {
  bodySource,
  type CallStmt,
  type CreateFunctionStmt,
  type DoStmt,
  type Node,
  type SelectStmt,
} from '@migration-doctor/sql'
import { findRoutines, qualifiedName } from '../names.ts'
import type { Routine } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { requireLanguageNamed } from '../server-objects.ts'
import type { Session } from '../session.ts'
import { compile } from './compile.ts'
import { rootContext } from './evaluate/context.ts'
import { argNames } from './evaluate/expression.ts'
import { isOwnRoutine } from './evaluate/routine-rows.ts'
import { type ApplyNode, Execution } from './execution.ts'
import { noteRows as noteRowsWith } from './fill.ts'
import { Frame } from './frame.ts'
import { callRoutine, headerOf, inPlace, runRoutine } from './routines.ts'
import { Run } from './run.ts'
import { changesCatalog } from './spatial.ts'
import { SqlWork } from './sql-work.ts'

/** Runs a `DO` statement on the simulated database. @throws Refusal, Unknowable */
export function runDo(session: Session, node: DoStmt, apply: ApplyNode): void {
  const text = session.script ?? ''
  const source = bodySource({ kind: 'DoStmt', node: { DoStmt: node }, span: { start: 0, end: text.length } }, text)
  if (!source) throw new Refusal('42601', 'no inline code specified')
  requireLanguageNamed(session, source.language)
  if (source.language !== 'plpgsql') throw new Unknowable(`DO in ${source.language} is not followed`, null)
  const body = compile(session, source.body, null)
  const execution = new Execution(session, apply, callRoutine)
  settle(execution, () => new Run(execution, new Frame(), session.script === null ? null : source.at).body(body))
}

/** Runs a `CALL` whose procedure exists. @throws Refusal, Unknowable */
export function runCall(session: Session, node: CallStmt, apply: ApplyNode): void {
  const execution = new Execution(session, apply, callRoutine)
  const work = new SqlWork(execution, new Frame(), null)
  const args = (node.funccall?.args ?? []).map((arg) => work.value(arg, rootContext(work)))
  const name = qualifiedName(node.funccall?.funcname)
  const [routine, other] = findRoutines(session, name).filter(
    ({ kind, inputs }) => kind === 'procedure' && inputs.length >= args.length,
  )
  if (!routine) return
  settle(execution, () => {
    if (other) throw new Unknowable(`which ${name.name} is called is not known`, null)
    runRoutine(execution, routine, inPlace(routine, args, argNames(node.funccall?.args)))
  })
}

/** Runs the routines that a query calls. @throws Refusal, Unknowable */
export function runQuery(session: Session, select: SelectStmt, apply: ApplyNode): void {
  if (!callsRoutines(session, select)) return
  const execution = new Execution(session, apply, callRoutine)
  settle(execution, () => void new SqlWork(execution, new Frame(), null).query(select, null))
}

/** Keeps account of the tables that a statement puts rows into. */
export function noteRows(session: Session, node: Node, apply: ApplyNode): void {
  noteRowsWith(new SqlWork(new Execution(session, apply, callRoutine), new Frame(), null), node)
}

/** Checks the body of a routine in PL/pgSQL as PostgreSQL does when it is made. @throws Refusal, Unknowable */
export function checkRoutine(session: Session, node: CreateFunctionStmt, routine: Routine): void {
  if (routine.language !== 'plpgsql' || routine.body === null) return
  const text = session.script ?? ''
  const source = bodySource(
    { kind: 'CreateFunctionStmt', node: { CreateFunctionStmt: node }, span: { start: 0, end: text.length } },
    text,
  )
  if (source) compile(session, source.body, headerOf(routine))
}

function settle(execution: Execution, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Unknowable)) throw error
    execution.giveUp(error)
  }
  const [reason] = execution.doubts
  if (reason !== undefined) throw new Unknowable(reason, [], true)
}

/** Whether a query calls a routine of the history that may do something. */
function callsRoutines(session: Session, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => callsRoutines(session, item))
  if (typeof value !== 'object' || value === null) return false
  if ('FuncCall' in value) {
    const { FuncCall: call } = value as Extract<Node, { FuncCall: unknown }>
    if (changesCatalog(qualifiedName(call.funcname).name) || isOwnRoutine(session, call)) return true
  }
  return Object.values(value).some((inner) => callsRoutines(session, inner))
}
