import type { FuncCall, Node, WindowDef } from '@migration-doctor/sql'
import { filtered, mapped } from '../mapped.ts'
import { type QualifiedName, qualifiedName, shown } from '../names.ts'
import type { Routine, Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { shownType } from '../types.ts'
import { aggregateLevel, refuseSetHere, refuseWindowHere } from './aggregate.ts'
import { coerce } from './coerce.ts'
import { isRowType, rowRelation } from './composite.ts'
import { type Expr, makeExpr } from './expression.ts'
import { refuseMissing } from './literal.ts'
import { type Choice, chooseRoutine, type RoutineCall } from './overload.ts'
import { findPathway, isPolymorphic } from './pathway.ts'
import { type Bindings, bind, resultType } from './polymorphic.ts'
import type { QueryState } from './state.ts'
import { routineFacts } from './world.ts'

/** A call with its arguments analysed. */
export interface AnalyzedCall {
  readonly node: FuncCall
  readonly args: readonly Expr[]
  /** Name of each argument given by name; `null` for the others. */
  readonly argNames: readonly (string | null)[]
  readonly filter: Expr | null
}

/** `ParseFuncOrColumn`, for calls written as calls. */
export function functionCall(state: QueryState, call: AnalyzedCall): Expr {
  const { node, args } = call
  const name = qualifiedName(node.funcname)
  const at = node.location
  const choice = chooseRoutine(state, routineCall(name, call))
  if (choice.kind === 'unknown')
    return makeExpr('call', choice.type, { mark: shown(name), parts: args, at, returnsSet: anySet(args) })
  if (choice.kind === 'coercion') return asCoercion(state, choice.type, args, at)
  if (choice.kind === 'routine') return routineResult(state, call, choice)
  const projected = node.agg_star ? null : projection(state, name, args, at)
  if (projected) return projected
  refuseCall(state, { name, args, argNames: call.argNames, at, ambiguous: choice.kind === 'ambiguous' })
  state.gathered.doubt()
  return makeExpr('call', null, { mark: shown(name), parts: args, at })
}

function routineCall(name: QualifiedName, call: AnalyzedCall): RoutineCall {
  const { node, args, argNames } = call
  return {
    name,
    types: mapped(args, ({ type }) => type),
    argNames,
    isVariadic: node.func_variadic ?? false,
    isPlain: isPlainCall(node),
  }
}

/** Nothing in it that only an aggregate or a window function may have. */
function isPlainCall(node: FuncCall): boolean {
  return (
    !node.agg_star &&
    !node.agg_distinct &&
    !node.agg_order?.length &&
    !node.agg_filter &&
    !node.over &&
    !node.agg_within_group
  )
}

/** Two calls over windows written alike are over the same window. */
function windowKey(over: WindowDef): string {
  return JSON.stringify(over, (key, value: unknown) => (key === 'location' ? undefined : value))
}

const anySet = (args: readonly Expr[]): boolean => args.some((arg) => arg.returnsSet)

/** `text(x)`: a type's name called as a function. */
function asCoercion(state: QueryState, type: Type, args: readonly Expr[], at: number | undefined): Expr {
  const [arg] = args
  if (arg) {
    coerce(state, arg, type, 'explicit')
    if (arg.type && arg.type !== type) {
      const pathway = findPathway(state.world, arg.type, type, 'explicit')
      if (pathway) state.gathered.worsen(pathway.volatility)
    }
  }
  return makeExpr('call', type, { mark: type, parts: args, at, returnsSet: anySet(args) })
}

function projection(
  state: QueryState,
  name: QualifiedName,
  args: readonly Expr[],
  at: number | undefined,
): Expr | null {
  const [row] = args
  if (!row || args.length !== 1 || name.schema !== null || !isRowType(state, row.type)) return null
  const column = rowRelation(row.type)?.columns.get(name.name)
  if (!column) return null
  if (!column.system) state.gathered.uses.columns.add(column)
  return makeExpr('other', column.type.type, {
    modifiers: column.type.modifiers,
    mark: `.${name.name}`,
    parts: [row],
    at,
  })
}

interface NotFound {
  readonly name: QualifiedName
  readonly args: readonly Expr[]
  readonly argNames: readonly (string | null)[]
  readonly at: number | undefined
  readonly ambiguous: boolean
}

/** 42883 or 42725; returns when something that cannot be read may have made the function. */
function refuseCall(state: QueryState, { name, args, argNames, at, ambiguous }: NotFound): void {
  const list = mapped(args, (arg, index) => {
    const type = arg.type ? shownType(arg.type) : 'unknown'
    const argName = argNames[index]
    return argName ? `${argName} => ${type}` : type
  })
  const signature = `${shown(name)}(${list.join(', ')})`
  if (ambiguous) throw new Refusal('42725', `function ${signature} is not unique`, { at })
  if (name.schema !== null && !state.session.schema(name.schema)) {
    const schema = { schema: null, name: name.schema }
    const message = `schema "${name.schema}" does not exist`
    refuseMissing(state, { sqlstate: '3F000', message, kind: 'schema', name: schema, at })
  } else
    refuseMissing(state, {
      sqlstate: '42883',
      message: `function ${signature} does not exist`,
      kind: 'routine',
      name,
      at,
    })
}

/** Stable functions of PostgreSQL's own that are written in SQL. */
const writtenInSql: ReadonlySet<string> = new Set(['quote_literal', 'quote_nullable'])

/** Checks how the routine is called, coerces its arguments and gives its result. */
function routineResult(state: QueryState, call: AnalyzedCall, choice: Extract<Choice, { kind: 'routine' }>): Expr {
  const { node, args } = call
  const { routine } = choice
  const at = node.location
  if (!routine.system) state.session.calls.set(node, routine)
  refuseWrongUse(state, call, routine)
  // PostgreSQL may put the body of an SQL function in the place of its call, and then judges the body.
  const mayBeInlined =
    (routine.language === 'sql' || (routine.system && writtenInSql.has(routine.name))) && choice.volatility !== 'i'
  if (mayBeInlined) state.gathered.doubt()
  state.useRoutine(routine, mayBeInlined ? 'i' : choice.volatility)
  const { bindings, wanted } = coerceArguments(state, args, choice)
  const declared = routine.returns
  const type = declared === null ? null : isPolymorphic(declared) ? resultType(bindings, declared) : declared
  const mark = routine
  const returnsSet = routine.returnsSet || anySet(args)
  if (node.over) {
    refuseWindowHere(state, at)
    const mark = `${routine.name} over ${windowKey(node.over)}`
    return makeExpr('window', type, { mark, parts: args, at, returnsSet: anySet(args) })
  }
  if (routine.kind === 'aggregate') {
    const level = aggregateLevel(state, call.filter ? [...args, call.filter] : args, at)
    return makeExpr('aggregate', type, { mark: routine, parts: args, at, level })
  }
  if (routine.returnsSet) refuseSetHere(state, at)
  const isPlain = call.argNames.every((name) => name === null)
  const form = isPlain ? { form: { as: 'function', call: { routine, wanted, node } } as const } : {}
  return makeExpr('call', type, { mark, parts: args, at, returnsSet, ...form })
}

function coerceArguments(state: QueryState, args: readonly Expr[], choice: Extract<Choice, { kind: 'routine' }>) {
  const { world } = state
  const { inputs, positions } = choice
  const declared = mapped(args, (_, index) => inputs[positions[index] ?? index])
  const known = filtered(declared, (type) => type !== undefined)
  const isGeneric = known.some(isPolymorphic)
  const bindings = isGeneric
    ? bind(
        world,
        mapped(args, ({ type }) => type),
        known,
      )
    : null
  const wanted = mapped(args, (arg, index) => {
    const target = declared[index]
    if (!target || target === world.core('any')) return target ?? null
    const type = isPolymorphic(target) ? resultType(bindings, target) : target
    if (type) coerce(state, arg, type, 'implicit')
    return type
  })
  if (bindings && !bindings.unsure) refuseUndetermined(args, known, bindings)
  return { bindings, wanted }
}

const exactFamily = new Set(['anyelement', 'anyarray', 'anynonarray', 'anyenum', 'anyrange', 'anymultirange'])

function refuseUndetermined(args: readonly Expr[], declared: readonly Type[], bindings: Bindings): void {
  const wantsRange = declared.some((type) => type.name === 'anyrange' || type.name === 'anymultirange')
  if (wantsRange ? bindings.range : bindings.element || bindings.array) return
  if (!declared.some((type) => isPolymorphic(type) && exactFamily.has(type.name))) return
  if (!args.every((arg) => arg.type !== null)) return
  throw new Refusal('42804', 'could not determine polymorphic type because input has type unknown')
}

/** What only aggregates and window functions may be given, and what they must be given. */
function refuseWrongUse(state: QueryState, call: AnalyzedCall, routine: Routine): void {
  const { node } = call
  const name = shown(qualifiedName(node.funcname))
  const at = node.location
  const refuse = (sqlstate: string, message: string): never => {
    throw new Refusal(sqlstate, message, { at })
  }
  if (routine.kind === 'procedure') {
    if (state.kind !== 'call argument') refuse('42809', `${name} is a procedure`)
    return
  }
  if (routine.kind === 'function') refusePlainMisuse(node, name, refuse)
  if (routine.kind === 'window') refuseWindowMisuse(node, name, refuse)
  if (routine.kind === 'aggregate') {
    refuseWrongSet(state, call, { routine, name, refuse })
    if (node.over) {
      if (node.agg_distinct) refuse('0A000', 'DISTINCT is not implemented for window functions')
      if (node.agg_order?.length) refuse('0A000', 'aggregate ORDER BY is not implemented for window functions')
      if (node.agg_within_group) refuse('0A000', `OVER is not supported for ordered-set aggregate ${name}`)
      return
    }
    if (!node.agg_star && call.args.length === 0 && name === 'count')
      refuse('42809', `${name}(*) must be used to call a parameterless aggregate function`)
  }
}

/** Ordered-set aggregates need WITHIN GROUP, with the right number of arguments before it; others must not have it. */
function refuseWrongSet(
  state: QueryState,
  call: AnalyzedCall,
  about: { routine: Routine; name: string; refuse: Refuse },
): void {
  const { routine, name, refuse } = about
  const direct = routineFacts(state.session, routine)?.directArguments ?? null
  const isWithin = call.node.agg_within_group ?? false
  if (!routine.system) return
  if (direct !== null && !isWithin) refuse('42809', `WITHIN GROUP is required for ordered-set aggregate ${name}`)
  if (direct === null && isWithin)
    refuse('42809', `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`)
}

type Refuse = (sqlstate: string, message: string) => never

function refusePlainMisuse(node: FuncCall, name: string, refuse: Refuse): void {
  if (node.agg_star) refuse('42809', `${name}(*) specified, but ${name} is not an aggregate function`)
  if (node.agg_distinct) refuse('42809', `DISTINCT specified, but ${name} is not an aggregate function`)
  if (node.agg_within_group) refuse('42809', `WITHIN GROUP specified, but ${name} is not an aggregate function`)
  if (node.agg_order?.length) refuse('42809', `ORDER BY specified, but ${name} is not an aggregate function`)
  if (node.agg_filter) refuse('42809', `FILTER specified, but ${name} is not an aggregate function`)
  if (node.over) refuse('42809', `OVER specified, but ${name} is not a window function nor an aggregate function`)
}

function refuseWindowMisuse(node: FuncCall, name: string, refuse: Refuse): void {
  if (!node.over) refuse('42809', `window function ${name} requires an OVER clause`)
  if (node.agg_within_group) refuse('42809', `window function ${name} cannot have WITHIN GROUP`)
  if (node.agg_distinct) refuse('0A000', 'DISTINCT is not implemented for window functions')
  if (node.agg_order?.length) refuse('0A000', 'aggregate ORDER BY is not implemented for window functions')
  if (node.agg_filter) refuse('0A000', 'FILTER is not implemented for non-aggregate window functions')
}

/** `row.name` where the row has no such column: perhaps a function of the row. `null`: no such function. */
export function callOnRow(state: QueryState, name: string, row: Expr): Expr | null {
  const call: RoutineCall = {
    name: { schema: null, name },
    types: [row.type],
    argNames: [null],
    isVariadic: false,
    isPlain: true,
  }
  const choice = chooseRoutine(state, call)
  if (choice.kind === 'unknown') return makeExpr('call', choice.type, { mark: name, parts: [row], at: row.at })
  if (choice.kind === 'coercion') return asCoercion(state, choice.type, [row], row.at)
  if (choice.kind !== 'routine') return null
  return routineResult(
    state,
    { node: { funcname: nameNodes(name) }, args: [row], argNames: [null], filter: null },
    choice,
  )
}

const nameNodes = (name: string): Node[] => [{ String: { sval: name } }]
