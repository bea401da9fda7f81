import type { A_ArrayExpr, Node, TypeCast, TypeName } from '@migration-doctor/sql'
import type { Type, TypeUse } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { baseType, resolveType, shownType } from '../types.ts'
import { coerce, coerceToCommon, commonModifiers, commonType, shownOf } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import { isPolymorphic } from './pathway.ts'
import type { QueryState } from './state.ts'

/** A type as written; `null` when an unreadable statement or an unknown extension may have made it. */
export function typeNamed(state: QueryState, name: TypeName | undefined): TypeUse | null {
  try {
    const use = resolveType(state.session, name)
    state.useType(use.type)
    return use.type.kind === 'unknown' ? null : use
  } catch (error) {
    if (error instanceof Unknowable || (error instanceof Refusal && state.world.isOpen)) return null
    throw error
  }
}

/** `transformTypeCast`. */
export function typeCast(state: QueryState, node: TypeCast): Expr {
  const target = typeNamed(state, node.typeName)
  const at = node.location ?? node.typeName?.location
  const arg = castArgument(state, node.arg, target?.type ?? null)
  if (target === null) return makeExpr('other', null, { mark: 'cast', parts: [arg], at: arg.at })
  if (!coerce(state, arg, target.type, 'explicit')) {
    throw new Refusal('42846', `cannot cast type ${shownOf(arg)} to ${shownType(target.type)}`, {
      at: at === -1 ? arg.at : at,
    })
  }
  return makeExpr('other', target.type, {
    modifiers: target.modifiers,
    mark: 'cast',
    parts: [arg],
    at: arg.at,
    returnsSet: arg.returnsSet ?? false,
    form: { as: 'cast', to: target },
  })
}

function castArgument(state: QueryState, node: Node | undefined, target: Type | null): Expr {
  if (node && 'A_ArrayExpr' in node) {
    const wanted = target && baseType(target)
    return arrayExpression(state, node.A_ArrayExpr, wanted?.kind === 'array' ? wanted : null)
  }
  return node ? state.expr(node) : makeExpr('literal', state.world.core('unknown'), { text: null })
}

/** `transformArrayExpr`: `ARRAY[…]`, given the array type it is cast to, if any. */
export function arrayExpression(state: QueryState, node: A_ArrayExpr, wanted: Type | null): Expr {
  const at = node.location
  const elements = (node.elements ?? []).map((element) =>
    'A_ArrayExpr' in element ? arrayExpression(state, element.A_ArrayExpr, wanted) : state.expr(element),
  )
  const returnsSet = elements.some((element) => element.returnsSet)
  if (wanted?.element) {
    for (const element of elements) refuseElement(state, element, wanted)
    const form = { as: 'array', element: wanted.element } as const
    return makeExpr('other', wanted, { mark: 'array', parts: elements, at, returnsSet, form })
  }
  if (elements.length === 0) throw new Refusal('42P18', 'cannot determine type of empty array', { at })
  const type = commonType(state, elements, 'ARRAY') ?? null
  coerceToCommon(state, elements, type, 'ARRAY')
  const array = type === null ? null : type.kind === 'array' ? type : (type.array ?? noArray(state, type, at))
  return makeExpr('other', array, {
    mark: 'array',
    parts: elements,
    at,
    returnsSet,
    modifiers: commonModifiers(elements, type),
    ...(type && { form: { as: 'array', element: type } }),
  })
}

function refuseElement(state: QueryState, element: Expr, array: Type): void {
  const target = element.type?.kind === 'array' ? array : array.element
  if (!target || coerce(state, element, target, 'explicit')) return
  throw new Refusal('42846', `cannot cast type ${shownOf(element)} to ${shownType(target)}`, { at: element.at })
}

function noArray(state: QueryState, type: Type, at: number | undefined): Type | null {
  // A body whose parameters are polymorphic is compiled anew for the types of each call.
  if (type.kind !== 'pseudo' || type === state.world.core('record') || isPolymorphic(type)) return null
  throw new Refusal('42704', `could not find array type for data type ${shownType(type)}`, { at })
}
