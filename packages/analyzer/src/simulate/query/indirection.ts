import type { A_Indices, A_Indirection, Node } from '@migration-doctor/sql'
import { filtered, flatMapped } from '../mapped.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'
import { coerce } from './coerce.ts'
import { projectField } from './composite.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'

/** `transformIndirection`: `(x).field`, `x[1]`, `x[1:2].field`. */
export function indirection(state: QueryState, node: A_Indirection): Expr {
  const start = node.arg ? state.expr(node.arg) : makeExpr('other', null)
  return followIndirection(state, start, node.indirection ?? [])
}

/** Follows fields and subscripts; runs of subscripts count as one. */
export function followIndirection(state: QueryState, start: Expr, steps: readonly Node[]): Expr {
  let value = start
  let subscripts: A_Indices[] = []
  const flush = () => {
    if (subscripts.length > 0) value = subscript(state, value, subscripts)
    subscripts = []
  }
  for (const step of steps) {
    if ('A_Indices' in step) {
      subscripts.push(step.A_Indices)
      continue
    }
    flush()
    if ('String' in step) value = projectField(state, value, step.String.sval ?? '', value.at)
    else throw new Refusal('0A000', 'row expansion via "*" is not supported here', { at: value.at })
  }
  flush()
  return value
}

function subscript(state: QueryState, value: Expr, subscripts: readonly A_Indices[]): Expr {
  const { world } = state
  const container = value.type && baseType(value.type)
  const indices = flatMapped(subscripts, (one) =>
    state.exprs(filtered([one.lidx, one.uidx], (index) => index !== undefined)),
  )
  const parts = [value, ...indices]
  if (!container || container.kind === 'unknown' || container === world.core('unknown')) {
    if (container === world.core('unknown')) refuseContainer(state, value)
    return makeExpr('other', null, { mark: 'subscript', parts, at: value.at })
  }
  if (container === world.core('jsonb') && state.session.pgVersion >= 14) {
    return makeExpr('other', container, { mark: 'subscript', parts, at: value.at })
  }
  const element = elementOf(state, container)
  if (!element) {
    if (!container.system || world.facts(container)?.subscriptable)
      return makeExpr('other', null, { mark: 'subscript', parts, at: value.at })
    return refuseContainer(state, value)
  }
  for (const index of indices) {
    if (coerce(state, index, world.core('int4'), 'assignment')) continue
    throw new Refusal('42804', 'array subscript must have type integer', { at: index.at })
  }
  const isSlice = subscripts.some((one) => one.is_slice)
  return makeExpr('other', isSlice ? container : element, {
    mark: isSlice ? 'slice' : 'subscript',
    parts,
    at: value.at,
    modifiers: value.modifiers,
    ...(isSlice ? {} : { form: { as: 'subscript' } }),
  })
}

function elementOf(state: QueryState, container: Type): Type | null {
  if (container.element) return container.element
  const facts = state.world.facts(container)
  return facts?.subscriptable && facts.element ? state.session.system.type(facts.element) : null
}

function refuseContainer(state: QueryState, value: Expr): never {
  const type = value.type ? shownType(value.type) : 'unknown'
  const reason = state.session.pgVersion >= 14 ? 'it does not support subscripting' : 'it is not an array'
  throw new Refusal('42804', `cannot subscript type ${type} because ${reason}`, { at: value.at })
}
