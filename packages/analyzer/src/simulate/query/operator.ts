import type { Node } from '@migration-doctor/sql'
import type { Volatility } from '../../builtins/index.ts'
import { filtered, flatMapped, mapped } from '../mapped.ts'
import { type QualifiedName, qualifiedName, schemasFor } from '../names.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'
import { matching, selectCandidate } from './candidates.ts'
import { coerce } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import { findPathway, isPolymorphic, trueElement } from './pathway.ts'
import { bind, resultType } from './polymorphic.ts'
import type { QueryState } from './state.ts'
import type { OperatorFacts } from './world.ts'

interface OperatorCall {
  readonly name: QualifiedName
  readonly left: Expr | null
  readonly right: Expr
  readonly at: number | undefined
}

/** An operator that was found, with the types it takes here; `null`: not knowable. */
export interface ChosenOperator {
  readonly operator: OperatorFacts
  readonly result: Type | null
  /** What the sides are after coercion; the left one first, if there is one. */
  readonly wanted: readonly (Type | null)[]
}

/** `make_op`. */
export function operatorCall(
  state: QueryState,
  name: readonly Node[] | undefined,
  args: { left: Expr | null; right: Expr; at: number | undefined },
): Expr {
  const call: OperatorCall = { name: qualifiedName(name), left: args.left, right: args.right, at: args.at }
  const chosen = chooseOperator(state, call)
  const parts = call.left ? [call.left, call.right] : [call.right]
  const returnsSet = parts.some((part) => part.returnsSet)
  if (!chosen)
    return makeExpr('call', uniformResult(state, call), { mark: call.name.name, parts, at: args.at, returnsSet })
  const form = { as: 'operator', call: chosen } as const
  return makeExpr('call', chosen.result, { mark: call.name.name, parts, at: args.at, returnsSet, form })
}

/** Finds the operator, coerces its arguments, or refuses with 42883 or 42725. `null`: it cannot be known. */
export function chooseOperator(state: QueryState, call: OperatorCall): ChosenOperator | null {
  const { world } = state
  const types = call.left ? [call.left.type, call.right.type] : [call.right.type]
  if (types.some((type) => type === null || type.kind === 'unknown')) {
    state.gathered.doubt()
    return null
  }
  const { name } = call
  const sides = { left: call.left?.type ?? null, right: call.right.type }
  const find = () => findOperator(state, call, types)
  const operator = name.schema === null ? world.chosenOperator(name.name, sides, find) : find()
  if (!operator) return null
  const declared = operator.inputs
  const bindings = declared.some(isPolymorphic) || isPolymorphic(operator.result) ? bind(world, types, declared) : null
  const wanted = mapped(declared, (type) => (isPolymorphic(type) ? resultType(bindings, type) : type))
  if (call.left) coerce(state, call.left, wanted[0] ?? null, 'implicit')
  coerce(state, call.right, wanted[call.left ? 1 : 0] ?? null, 'implicit')
  state.gathered.worsen(volatilityOf(state, operator, types))
  if (operator.extension) state.use(operator.extension)
  return { operator, result: resultType(bindings, operator.result), wanted }
}

/** `text || any` is written in SQL, and put in its place before it is judged: what counts is the cast to text. */
function volatilityOf(state: QueryState, operator: OperatorFacts, types: readonly (Type | null)[]): Volatility {
  const text = state.world.core('text')
  const isCast = operator.name === '||' && operator.volatility === 's' && operator.result === text
  const other = isCast ? types[operator.left === text ? 1 : 0] : null
  return (other && findPathway(state.world, other, text, 'explicit')?.volatility) ?? operator.volatility
}

function findOperator(state: QueryState, call: OperatorCall, types: readonly (Type | null)[]): OperatorFacts | null {
  const operators = filtered(
    state.world.operators(call.name.name, call.name.schema),
    ({ left }) => (left === null) === (call.left === null),
  )
  return exactOperator(state, operators, types) ?? bestOperator(state, operators, { types, call })
}

/** `binary_oper_exact` and its like: an unknown side takes the type of the other. */
function exactOperator(
  state: QueryState,
  operators: readonly OperatorFacts[],
  types: readonly (Type | null)[],
): OperatorFacts | null {
  const unknown = state.world.core('unknown')
  const wanted = mapped(types, (type) =>
    type === unknown ? (types.find((other) => other !== unknown) ?? unknown) : type,
  )
  const exact = findExact(operators, wanted)
  if (exact || types.length === 1 || !types.includes(unknown)) return exact
  const bases = mapped(wanted, (type) => (type ? baseType(type) : null))
  return bases.some((base, index) => base !== wanted[index]) ? findExact(operators, bases) : null
}

function findExact(operators: readonly OperatorFacts[], types: readonly (Type | null)[]): OperatorFacts | null {
  return operators.find(({ inputs }) => inputs.every((input, index) => input === types[index])) ?? null
}

function bestOperator(
  state: QueryState,
  operators: readonly OperatorFacts[],
  { types, call }: { types: readonly (Type | null)[]; call: OperatorCall },
): OperatorFacts | null {
  const { world } = state
  const matches = matching(world, types, operators)
  if (matches.length === 1) return matches[0] ?? null
  const selected = matches.length > 1 ? selectCandidate(world, types, matches) : null
  if (selected) return selected
  if (world.mayHaveOperator(call.name.name) || hasOpaqueBase(state, types)) {
    useOwnOperator(state, call.name)
    return null
  }
  const shownCall =
    types.length === 2
      ? `${shown(types[0])} ${call.name.name} ${shown(types[1])}`
      : `${call.name.name} ${shown(types[0])}`
  if (matches.length > 1) throw new Refusal('42725', `operator is not unique: ${shownCall}`, { at: call.at })
  throw new Refusal('42883', `operator does not exist: ${shownCall}`, { at: call.at })
}

/** Which of the user's own operators is meant is not known, unless there is but one of that name. */
function useOwnOperator(state: QueryState, name: QualifiedName): void {
  const own = flatMapped(schemasFor(state.session, name), (schema) =>
    [...schema.others.values()].filter((one) => one.kind === 'operator' && one.name.startsWith(`${name.name}(`)),
  )
  if (own.length === 1 && own[0]) state.use(own[0])
}

/** A user-made base type may have operators and casts of its own that are not simulated. */
function hasOpaqueBase(state: QueryState, types: readonly (Type | null)[]): boolean {
  return types.some((type) => {
    const base = type && baseType(type)
    return base !== null && base?.kind === 'base' && !base.system && !isExtensionType(state, base)
  })
}

function isExtensionType(state: QueryState, type: Type): boolean {
  return state.world.extensions.some((extension) => !extension.opaque && extension.schema === type.schema)
}

function shown(type: Type | null | undefined): string {
  return type ? shownType(type) : 'unknown'
}

/** When an argument's type is not known, the result is still known if all operators of the name agree on it. */
function uniformResult(state: QueryState, call: OperatorCall): Type | null {
  const results = new Set<Type>()
  for (const operator of state.world.operators(call.name.name, call.name.schema)) {
    if ((operator.left === null) === (call.left === null)) results.add(operator.result)
  }
  const [only] = results
  return results.size === 1 && only && !isPolymorphic(only) ? only : null
}

/** `make_scalar_array_op`: `x op ANY (array)`. */
export function arrayOperatorCall(
  state: QueryState,
  name: readonly Node[] | undefined,
  args: { left: Expr; right: Expr; at: number | undefined; word: 'ANY' | 'ALL' },
): Expr {
  const { world } = state
  const { left, right, at, word } = args
  const bool = world.core('bool')
  const result = makeExpr('call', bool, { mark: `${qualifiedName(name).name} any`, parts: [left, right], at })
  if (right.type === null || right.type.kind === 'unknown') return result
  const array = baseType(right.type)
  const unknown = world.core('unknown')
  const elementType = right.type === unknown ? unknown : trueElement(world, array)
  if (!elementType) throw new Refusal('42809', 'op ANY/ALL (array) requires array on right side', { at })
  const element: Expr = { ...right, kind: 'other', type: elementType }
  const chosen = chooseOperator(state, { name: qualifiedName(name), left, right: withoutText(element), at })
  if (!chosen) return result
  if (chosen.result && chosen.result !== bool) {
    throw new Refusal('42809', 'op ANY/ALL (array) requires operator to yield boolean', { at })
  }
  const target = chosen.operator.right
  const wanted = target && isPolymorphic(target) ? left.type : target
  if (right.type === unknown && wanted?.kind === 'array') {
    throw new Refusal('42704', `could not find array type for data type ${shownType(wanted)}`, { at })
  }
  if (right.type === unknown && wanted?.array) coerce(state, right, wanted.array, 'implicit')
  const turned =
    target && !isPolymorphic(target) ? target.array : right.type === unknown ? (wanted?.array ?? null) : array
  const call = { operator: chosen.operator, wanted: [chosen.wanted[0] ?? null, turned] }
  return { ...result, form: { as: 'array operator', call, word } }
}

function withoutText(expr: Expr): Expr {
  const { text: _, ...rest } = expr
  return rest
}
