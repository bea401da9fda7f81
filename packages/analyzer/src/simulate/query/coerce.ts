import { filtered } from '../mapped.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType, sameModifiers, shownType } from '../types.ts'
import type { Expr } from './expression.ts'
import { checkLiteral } from './literal.ts'
import { type CoercionContext, canCoerce, findPathway, isPolymorphic } from './pathway.ts'
import type { QueryState } from './state.ts'

/**
 * `coerce_to_target_type` for analysis: notes volatility and the type, checks literals. `false` when there is no way.
 */
export function coerce(state: QueryState, expr: Expr, to: Type | null, context: CoercionContext): boolean {
  const { world } = state
  if (expr.type === null) state.gathered.doubt()
  if (to === null) return true
  if (expr.type === world.core('unknown')) {
    if (isPolymorphic(to) || to === world.core('any') || to === expr.type) return true
    if (expr.text !== undefined) checkLiteral(state, expr, to)
    if (to.kind !== 'pseudo') {
      state.useType(to)
      if (expr.at !== undefined) state.gathered.turned(expr.at, to)
    }
    return true
  }
  if (!canCoerce(world, expr.type, to, context)) return world.mayHaveCasts()
  if (expr.type === world.core('record') && to !== expr.type && baseType(to).relation)
    return coerceRow(state, expr, { to, context })
  if (expr.type && expr.type !== to && !isPolymorphic(to)) {
    state.useType(to)
    if (expr.kind === 'column' && expr.at !== undefined && to.kind !== 'pseudo') state.gathered.turned(expr.at, to)
    const pathway = findPathway(world, expr.type, to, context)
    if (pathway) state.gathered.worsen(pathway.volatility)
  }
  return true
}

/** `coerce_record_to_complex`: field by field; only a row written out, or one whose fields are known, has fields. */
function coerceRow(state: QueryState, expr: Expr, { to, context }: { to: Type; context: CoercionContext }): boolean {
  const relation = baseType(to).relation
  state.useType(to)
  if (!relation || relation.opaqueColumns || (expr.kind === 'column' && expr.source?.wholeRow)) return true
  const refuse = (): never => {
    throw new Refusal('42846', `cannot cast type record to ${shownType(to)}`, { at: expr.at })
  }
  if (expr.kind !== 'row') refuse()
  const fields = [...relation.columns.values()]
  if (fields.length !== expr.parts.length) refuse()
  return fields.every((field, at) => {
    const part = expr.parts[at]
    return !part || coerce(state, part, field.type.type, context) || refuse()
  })
}

/** `coerce_to_boolean`. */
export function coerceToBoolean(state: QueryState, expr: Expr, construct: string): void {
  const bool = state.world.core('bool')
  if (!coerce(state, expr, bool, 'assignment')) {
    throw new Refusal('42804', `argument of ${construct} must be type boolean, not type ${shownOf(expr)}`, {
      at: expr.at,
    })
  }
  if (expr.returnsSet) throw new Refusal('42804', `argument of ${construct} must not return a set`, { at: expr.at })
}

/** `coerce_to_specific_type`. */
export function coerceToSpecific(state: QueryState, expr: Expr, to: Type, construct: string): void {
  if (!coerce(state, expr, to, 'assignment')) {
    throw new Refusal('42804', `argument of ${construct} must be type ${shownType(to)}, not type ${shownOf(expr)}`, {
      at: expr.at,
    })
  }
  if (expr.returnsSet) throw new Refusal('42804', `argument of ${construct} must not return a set`, { at: expr.at })
}

export function shownOf(expr: Expr): string {
  return expr.type ? shownType(expr.type) : 'unknown'
}

/**
 * `select_common_type`. `null`: it cannot be known. `undefined`: there is none (only without a construct);
 * with one, it refuses as `CASE types integer and text cannot be matched`.
 */
export function commonType(
  state: QueryState,
  exprs: readonly Expr[],
  construct: string | null,
): Type | null | undefined {
  const { world } = state
  const unknown = world.core('unknown')
  if (exprs.some(({ type }) => type === null || type.kind === 'unknown')) return null
  const first = exprs[0]?.type
  if (!first) return null
  if (first !== unknown && exprs.every(({ type }) => type === first)) return first
  let picked = baseType(first)
  for (const expr of exprs.slice(1)) {
    const next = expr.type && baseType(expr.type)
    if (!next || next === unknown || next === picked) continue
    if (picked === unknown) picked = next
    else if (next.category !== picked.category) {
      if (construct === null || world.mayHaveCasts()) return construct === null ? undefined : null
      const message = `${construct} types ${shownType(picked)} and ${shownType(next)} cannot be matched`
      throw new Refusal('42804', message, { at: expr.at })
    } else if (
      !picked.preferred &&
      canCoerce(world, picked, next, 'implicit') &&
      !canCoerce(world, next, picked, 'implicit')
    ) {
      picked = next
    }
  }
  return picked === unknown ? world.core('text') : picked
}

/** Coerces the branches of a construct to the type they have in common. */
export function coerceToCommon(state: QueryState, exprs: readonly Expr[], to: Type | null, construct: string): void {
  for (const expr of exprs) {
    if (to === null || coerce(state, expr, to, 'implicit')) continue
    const message = `${construct} could not convert type ${shownOf(expr)} to ${shownType(to)}`
    throw new Refusal('42846', message, { at: expr.at })
  }
}

/** The modifiers that all have, when they have the type too: else none. */
export function commonModifiers(exprs: readonly Expr[], type: Type | null): readonly number[] {
  const [first, ...rest] = exprs
  if (!first || first.type !== type) return []
  const same = (expr: Expr) => expr.type === type && sameModifiers(expr.modifiers, first.modifiers)
  return rest.every(same) ? first.modifiers : []
}

/** The planner takes NULLs out of COALESCE. */
export function plannedModifiers({ form, parts, type, modifiers }: Expr): readonly number[] {
  if (form?.as !== 'COALESCE') return modifiers
  const values = filtered(parts, ({ text }) => text !== null)
  return commonModifiers(values, type)
}
