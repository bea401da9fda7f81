import type { Volatility } from '../../builtins/index.ts'
import { filtered, mapped } from '../mapped.ts'
import { findType, type QualifiedName, schemasForRoutines } from '../names.ts'
import type { Routine, Type } from '../objects.ts'
import { type Candidate, matching, selectCandidate } from './candidates.ts'
import { findPathway, isPolymorphic } from './pathway.ts'
import type { QueryState } from './state.ts'
import { routineFacts } from './world.ts'

export interface RoutineCall {
  readonly name: QualifiedName
  readonly types: readonly (Type | null)[]
  readonly argNames: readonly (string | null)[]
  /** The last argument is written `VARIADIC`. */
  readonly isVariadic: boolean
  /** No decoration that only aggregates or window functions take. */
  readonly isPlain: boolean
}

export type Choice =
  | {
      readonly kind: 'routine'
      readonly routine: Routine
      readonly volatility: Volatility
      /** Types of the effective inputs, VARIADIC expanded. */
      readonly inputs: readonly Type[]
      /** For each argument, which input it goes to. */
      readonly positions: readonly number[]
    }
  | { readonly kind: 'coercion'; readonly type: Type }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' }
  /** It cannot be known which one, or whether there is one; the result's type where all agree. */
  | { readonly kind: 'unknown'; readonly type: Type | null }

interface RoutineCandidate extends Candidate {
  readonly routine: Routine
  readonly positions: readonly number[]
  readonly usesVariadic: boolean
  readonly volatility: Volatility
  /** Another takes the same arguments, with as good a right. */
  readonly isAmbiguous?: boolean
}

/** `func_get_detail`. */
export function chooseRoutine(state: QueryState, call: RoutineCall): Choice {
  const { world } = state
  const candidates = candidatesFor(state, call)
  if (call.types.some((type) => type === null || type.kind === 'unknown')) return unsureChoice(state, call, candidates)
  const exact = candidates.find(({ inputs }) => inputs.every((input, index) => input === call.types[index]))
  if (exact) return chosen(state, call, exact)
  const asType = coercionTarget(state, call)
  if (asType) return { kind: 'coercion', type: asType }
  const matches = matching(world, call.types, candidates)
  if (matches.length === 1 && matches[0]) return chosen(state, call, matches[0])
  const best = matches.length > 1 ? selectCandidate(world, call.types, matches) : null
  if (best) return chosen(state, call, best)
  return notChosen(state, call, matches.length > 1 ? 'ambiguous' : 'none')
}

function notChosen(state: QueryState, call: RoutineCall, kind: 'ambiguous' | 'none'): Choice {
  if (!isOpenName(state, call.name)) return { kind }
  state.gathered.doubt()
  return { kind: 'unknown', type: null }
}

function chosen(state: QueryState, call: RoutineCall, candidate: RoutineCandidate): Choice {
  if (candidate.isAmbiguous) return notChosen(state, call, 'ambiguous')
  const { routine, volatility, inputs, positions } = candidate
  return { kind: 'routine', routine, volatility, inputs, positions }
}

/** With an argument whose type is not known, the only candidate is taken; of several, only what they agree on. */
function unsureChoice(state: QueryState, call: RoutineCall, candidates: readonly RoutineCandidate[]): Choice {
  const fitting = matching(state.world, call.types, candidates)
  const [only] = fitting
  if (fitting.length === 1 && only && !isOpenName(state, call.name)) return chosen(state, call, only)
  state.gathered.doubt()
  if (fitting.length === 0 && !isOpenName(state, call.name)) {
    return call.types.length === 1 ? { kind: 'unknown', type: null } : { kind: 'none' }
  }
  const results = new Set(mapped(fitting, ({ routine }) => routine.returns))
  const [result = null] = results
  return { kind: 'unknown', type: results.size === 1 && result && !isPolymorphic(result) ? result : null }
}

/** Something unreadable or unknown may have made a function of this name. */
function isOpenName(state: QueryState, name: QualifiedName): boolean {
  const { session, world } = state
  if (world.isOpen || isOfPlatform(state, name)) return true
  if (!session.isTainted(name.name) && (name.schema === null || !session.isTainted(name.schema))) return false
  session.leaningOn = `an unreadable statement may have made function ${name.name}`
  return true
}

/** A hosting platform has functions of this name, of which neither number nor arguments are known. */
function isOfPlatform({ session }: QueryState, name: QualifiedName): boolean {
  const { platform } = session
  if (platform === null) return false
  const own = filtered(schemasForRoutines(session, name), (schema) => platform.schema(schema.name) === schema)
  return own.some(({ routines }) => routines.has(name.name))
}

/** A call of one argument may be a cast in disguise: `date('…')`. */
function coercionTarget(state: QueryState, call: RoutineCall): Type | null {
  const [from] = call.types
  if (call.types.length !== 1 || !call.isPlain || call.argNames[0] || call.isVariadic || !from) return null
  const type = findType(state.session, call.name)
  if (!type || type.kind === 'shell' || type.kind === 'composite') return null
  if (from === state.world.core('unknown')) return type
  const pathway = findPathway(state.world, from, type, 'explicit')
  if (!pathway) return null
  if (pathway.path === 'relabel') return type
  if (pathway.path !== 'io') return null
  const isRow = from.relation !== null || from === state.world.core('record')
  return isRow && type.category === 'S' ? null : type
}

/** `FuncnameGetCandidates`, with masking along the search path. */
function candidatesFor(state: QueryState, call: RoutineCall): readonly RoutineCandidate[] {
  const { session } = state
  const schemas = schemasForRoutines(session, call.name)
  const found: RoutineCandidate[] = []
  for (const schema of schemas) {
    const before = found.length
    for (const routine of schema.routines.get(call.name.name) ?? []) {
      const candidate = candidateOf(state, routine, call)
      if (!candidate) continue
      const at = found.findIndex((other) => sameInputs(other, candidate))
      const rival = found[at]
      if (!rival) found.push(candidate)
      else if (at >= before) found[at] = preferred(candidate, rival)
    }
  }
  return found
}

const sameInputs = (a: RoutineCandidate, b: RoutineCandidate): boolean =>
  a.inputs.length === b.inputs.length && a.inputs.every((input, index) => input === b.inputs[index])

/** Plain beats VARIADIC; however many defaults each needs, neither of two others is better. */
function preferred(candidate: RoutineCandidate, rival: RoutineCandidate): RoutineCandidate {
  if (candidate.usesVariadic !== rival.usesVariadic) return rival.usesVariadic ? candidate : rival
  return { ...rival, isAmbiguous: true }
}

interface Shape {
  readonly defaults: number
  /** As the built-in catalog says; `null` for a routine of the history, which may be altered. */
  readonly volatility: Volatility | null
  readonly variadic: Type | null
  readonly names: readonly string[]
}

const shapes = new WeakMap<Routine, Shape>()

function shapeOf(state: QueryState, routine: Routine): Shape {
  const known = shapes.get(routine)
  if (known) return known
  const facts = routineFacts(state.session, routine)
  const inputs = filtered(routine.parameters, ({ mode }) => mode !== 'out' && mode !== 'table')
  const last = inputs.at(-1)
  const made: Shape = {
    volatility: facts?.volatility ?? null,
    defaults: facts?.defaults ?? filtered(inputs, ({ hasDefault }) => hasDefault).length,
    variadic: last?.mode === 'variadic' ? last.type : null,
    names: mapped(inputs, ({ name }) => name),
  }
  shapes.set(routine, made)
  return made
}

const volatilityOf = ({ volatility }: Shape, routine: Routine): Volatility => volatility ?? routine.volatility ?? 'v'

/** Arguments in the order in which they are written. */
const inOrder: number[][] = []

/** Can the routine take this many arguments, with these names? */
function candidateOf(state: QueryState, routine: Routine, call: RoutineCall): RoutineCandidate | null {
  const shape = shapeOf(state, routine)
  const count = call.types.length
  const { inputs } = routine
  const volatility = volatilityOf(shape, routine)
  if (call.argNames.some((name) => name !== null)) return namedCandidate({ routine, shape }, call)
  inOrder[count] ??= mapped(call.types, (_, index) => index)
  const positions = inOrder[count]
  const isAny = shape.variadic === state.world.core('any')
  if (shape.variadic && !call.isVariadic && count >= inputs.length) {
    const element = isAny ? shape.variadic : elementOf(shape.variadic)
    if (!element) return null
    const fixed = inputs.slice(0, -1)
    const extra = Array.from({ length: count - fixed.length }, () => element)
    return { routine, inputs: [...fixed, ...extra], positions, usesVariadic: true, volatility }
  }
  if (call.isVariadic && !shape.variadic) return null
  if (count > inputs.length || count < inputs.length - shape.defaults) return null
  return {
    routine,
    inputs: count === inputs.length ? inputs : inputs.slice(0, count),
    positions,
    usesVariadic: false,
    volatility,
  }
}

function elementOf(variadic: Type): Type | null {
  if (variadic.element) return variadic.element
  const generic: Readonly<Record<string, string>> = { anyarray: 'anyelement', anycompatiblearray: 'anycompatible' }
  const name = isPolymorphic(variadic) ? generic[variadic.name] : undefined
  return name === undefined ? null : (variadic.schema.types.get(name) ?? null)
}

function namedCandidate(
  { routine, shape }: { routine: Routine; shape: Shape },
  call: RoutineCall,
): RoutineCandidate | null {
  const { inputs } = routine
  if (call.types.length > inputs.length) return null
  const positions: number[] = []
  for (const [index, name] of call.argNames.entries()) {
    const position = name === null ? index : shape.names.indexOf(name)
    if (position < 0 || positions.includes(position)) return null
    positions.push(position)
  }
  const firstDefault = inputs.length - shape.defaults
  for (let index = 0; index < firstDefault; index++) if (!positions.includes(index)) return null
  return {
    routine,
    inputs: filtered(
      mapped(positions, (position) => inputs[position]),
      (input) => input !== undefined,
    ),
    positions: mapped(positions, (_, index) => index),
    usesVariadic: false,
    volatility: volatilityOf(shape, routine),
  }
}
