import type { Volatility } from '../../builtins/index.ts'
import type { Type } from '../objects.ts'
import { baseType } from '../types.ts'
import type { TypeWorld } from './world.ts'

export type CoercionContext = 'implicit' | 'assignment' | 'explicit'
export type CoercionPath = 'relabel' | 'function' | 'array' | 'io'

const rank: Readonly<Record<CoercionContext, number>> = { implicit: 0, assignment: 1, explicit: 2 }

export interface Pathway {
  readonly path: CoercionPath
  readonly volatility: Volatility
}

/** `find_coercion_pathway`; `null`: there is none. */
export function findPathway(world: TypeWorld, from: Type, to: Type, context: CoercionContext): Pathway | null {
  const source = baseType(from)
  const target = baseType(to)
  if (source === target) return { path: 'relabel', volatility: 'i' }
  const cast = world.cast(source, target)
  if (cast) {
    if (rank[context] < rank[cast.context]) return null
    if (cast.method === 'binary') return { path: 'relabel', volatility: 'i' }
    return cast.method === 'inout'
      ? throughText(world, source, target)
      : { path: 'function', volatility: cast.volatility }
  }
  const elements = arrayPathway(world, { source, target, context })
  if (elements) return elements
  if (rank[context] >= rank.assignment && target.category === 'S') return throughText(world, source, target)
  if (context === 'explicit' && source.category === 'S') return throughText(world, source, target)
  return null
}

function arrayPathway(world: TypeWorld, ask: { source: Type; target: Type; context: CoercionContext }): Pathway | null {
  const { source, target, context } = ask
  const from = trueElement(world, source)
  if (!from || target.kind !== 'array' || !target.element) return null
  const inner = findPathway(world, from, target.element, context)
  return inner && { path: 'array', volatility: inner.volatility }
}

/** Element of an array; of the two vectors, too, which are arrays in all but name. */
export function trueElement(world: TypeWorld, type: Type): Type | null {
  if (type.kind === 'array') return type.element
  if (type === world.core('int2vector')) return world.core('int2')
  return type === world.core('oidvector') ? world.core('oid') : null
}

/** A cast through the text form is as volatile as the output and input functions. */
function throughText(world: TypeWorld, from: Type, to: Type): Pathway {
  const output = from.kind === 'enum' ? 's' : (world.facts(from)?.output ?? 's')
  const input = to.kind === 'enum' ? 's' : (world.facts(to)?.input ?? 's')
  return { path: 'io', volatility: output === 'v' || input === 'v' ? 'v' : output === 's' || input === 's' ? 's' : 'i' }
}

/** `can_coerce_type` for one pair; `true` where it cannot be known. */
export function canCoerce(world: TypeWorld, from: Type | null, to: Type | null, context: CoercionContext): boolean {
  if (from === null || to === null || from === to) return true
  if (from.kind === 'unknown' || to.kind === 'unknown') return true
  if (to === world.core('any') || isPolymorphic(to)) return true
  if (from === world.core('unknown')) return true
  if (findPathway(world, from, to, context)) return true
  const record = world.core('record')
  if (from === record && baseType(to).relation) return true
  if (baseType(from).relation && to === record) return true
  if (to === world.core('_record') && from.kind === 'array' && from.element?.relation) return true
  return inherits(from, to)
}

/** Row types of children go where the parent's row type is wanted. */
function inherits(from: Type, to: Type): boolean {
  const child = from.relation
  const parent = baseType(to).relation
  if (!child || !parent) return false
  if (child.ofType && child.ofType.relation === parent) return true
  const seen = [child]
  for (const relation of seen) {
    if (relation === parent) return true
    seen.push(...relation.parents)
  }
  return false
}

const polymorphic: ReadonlySet<string> = new Set([
  'anyelement',
  'anyarray',
  'anynonarray',
  'anyenum',
  'anyrange',
  'anymultirange',
  'anycompatible',
  'anycompatiblearray',
  'anycompatiblenonarray',
  'anycompatiblerange',
  'anycompatiblemultirange',
])

export function isPolymorphic(type: Type): boolean {
  return type.kind === 'pseudo' && type.system && polymorphic.has(type.name)
}
