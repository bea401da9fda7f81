import { type PlpgsqlHeader, parseScript } from '@migration-doctor/sql'
import { findRoutines, qualifiedName, shown } from '../names.ts'
import type { Routine, Type } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { baseType } from '../types.ts'
import { compile } from './compile.ts'
import { nothingKnown, rootContext } from './evaluate/context.ts'
import { argNames, isCertain } from './evaluate/expression.ts'
import type { Execution, RoutineCall } from './execution.ts'
import { Frame } from './frame.ts'
import { Run } from './run.ts'
import { changeAsExtension } from './spatial.ts'
import { SqlWork } from './sql-work.ts'
import { found, Row, unknown, type Value } from './value.ts'

const deepest = 40

/** Calls a routine that the history made; what PostgreSQL brings has no effect on the catalog, and a value that is not known here. */
export function callRoutine(execution: Execution, { node, args }: RoutineCall): Value {
  const chosen = execution.session.calls.get(node)
  if (chosen) return runRoutine(execution, chosen, inPlace(chosen, args, argNames(node.args)))
  const name = qualifiedName(node.funcname)
  const candidates = findRoutines(execution.session, name).filter((one) => takes(one, args.length))
  const [routine, other] = candidates.filter((one) => !one.system)
  if (!routine) return changeAsExtension(execution, name.name, args)
  if (other || candidates.length > 1) {
    execution.giveUp(new Unknowable(`which ${shown(name)} is called is not known`, mayTouch(candidates)))
    return unknown
  }
  return runRoutine(execution, routine, inPlace(routine, args, argNames(node.args)))
}

/** The arguments in the order of the parameters; those that are left out are `undefined`. */
export function inPlace(
  routine: Routine,
  args: readonly Value[],
  names: readonly (string | null)[],
): readonly (Value | undefined)[] {
  if (names.every((name) => name === null)) return args
  const inputs = routine.parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table')
  return inputs.map(({ name }, at) => args[names[at] === null ? at : names.indexOf(name)])
}

function takes(routine: Routine, count: number): boolean {
  const needed = routine.parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table')
  const defaults = needed.filter((one) => one.hasDefault).length
  return count <= routine.inputs.length && count >= routine.inputs.length - defaults
}

/** Words of bodies that change the catalog. */
const changes = /\b(create|alter|drop|execute|truncate|call|do|perform|rename)\b/i

function mayTouch(routines: readonly Routine[]): readonly string[] | null {
  return routines.some((one) => !one.system && changes.test(one.body ?? 'execute')) ? null : []
}

/** Runs one routine with its arguments. */
export function runRoutine(execution: Execution, routine: Routine, args: readonly (Value | undefined)[]): Value {
  const { body, language } = routine
  // A body in another language, or in BEGIN ATOMIC, which can hold no DDL.
  if (body === null || (language !== 'plpgsql' && language !== 'sql')) return unknown
  if (execution.depth >= deepest) throw new Refusal('54001', 'stack depth limit exceeded')
  execution.depth++
  try {
    const frame = parameterFrame(execution, routine, args)
    return language === 'sql' ? runSql(execution, body, frame) : runPlpgsql(execution, { routine, body, frame })
  } finally {
    execution.depth--
  }
}

function runPlpgsql(
  execution: Execution,
  { routine, body, frame }: { routine: Routine; body: string; frame: Frame },
): Value {
  const run = new Run(execution, frame, null)
  run.body(compile(execution.session, body, headerOf(routine)))
  return routine.returnsSet ? unknown : (outputOf(routine, frame) ?? run.result)
}

/** What the parameters give that are outputs; `undefined` when there are none. */
function outputOf(routine: Routine, frame: Frame): Value | undefined {
  const names = routine.parameters.filter(({ mode }) => mode === 'out' || mode === 'inout').map(({ name }) => name)
  const [first] = names
  if (first === undefined) return undefined
  if (names.includes('')) return unknown
  return names.length === 1 ? frame.get(first) : new Row(new Map(names.map((name) => [name, found(frame.get(name))])))
}

/** A body in SQL is a script, and its last query gives the result. */
function runSql(execution: Execution, body: string, frame: Frame): Value {
  const work = new SqlWork(execution, frame, null)
  let result = nothingKnown
  for (const item of parseScript(body).items) if ('statement' in item) result = work.runNode(item.statement.node)
  return isCertain(result) ? (result.rows[0]?.cells[0] ?? null) : unknown
}

function parameterFrame(execution: Execution, routine: Routine, args: readonly (Value | undefined)[]): Frame {
  const defaults = new SqlWork(execution, new Frame(), null)
  const inputs = routine.parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table')
  const values = inputs.map((parameter, at) => {
    const given = args[at]
    const otherwise = parameter.default ? defaults.value(parameter.default, rootContext(defaults)) : unknown
    return { value: given === undefined ? otherwise : given, type: parameter.type }
  })
  const frame = new Frame(values, { owner: routine.name, clash: routine.language !== 'sql' })
  for (const [at, parameter] of inputs.entries()) {
    if (parameter.name !== '') frame.declare(parameter.name, values[at]?.value ?? null, parameter.type)
  }
  for (const parameter of routine.parameters) {
    if (parameter.mode === 'out' || parameter.mode === 'table') frame.declare(parameter.name, null, parameter.type)
  }
  return frame
}

const isRecord = ({ kind, name }: Type): boolean => kind === 'pseudo' && name === 'record'

const hasFields = (type: Type): boolean => isRecord(type) || baseType(type).relation !== null

/** What the syntax of a routine's body depends on. */
export function headerOf(
  routine: Pick<Routine, 'name' | 'parameters' | 'returns' | 'returnsSet' | 'kind'>,
): PlpgsqlHeader {
  const parameters = routine.parameters.map(({ name, mode, type }) => ({
    name,
    mode,
    ...(hasFields(type) ? { row: true } : {}),
  }))
  const returned = routine.returns?.name ?? 'void'
  const returns = routine.returnsSet
    ? 'set'
    : returned === 'trigger'
      ? 'trigger'
      : returned === 'event_trigger'
        ? 'event trigger'
        : returned === 'void'
          ? 'nothing'
          : 'value'
  return { name: routine.name, parameters, returns, procedure: routine.kind === 'procedure' }
}
