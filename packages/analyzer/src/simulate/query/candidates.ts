import { filtered, mapped } from '../mapped.ts'
import type { Type } from '../objects.ts'
import { baseType } from '../types.ts'
import { canCoerceAll } from './polymorphic.ts'
import type { TypeWorld } from './world.ts'

/** A function or operator whose number of arguments fits the call. */
export interface Candidate {
  /** Effective types, defaults added and VARIADIC expanded. */
  readonly inputs: readonly Type[]
}

/** `func_match_argtypes`: those that the arguments can be coerced to. */
export function matching<C extends Candidate>(
  world: TypeWorld,
  types: readonly (Type | null)[],
  candidates: readonly C[],
): readonly C[] {
  return filtered(candidates, (candidate) => canCoerceAll(world, types, candidate.inputs))
}

/** `func_select_candidate`: the one that fits best; `null`: several fit equally well. */
export function selectCandidate<C extends Candidate>(
  world: TypeWorld,
  types: readonly (Type | null)[],
  matches: readonly C[],
): C | null {
  const unknown = world.core('unknown')
  const bases = mapped(types, (type) => (type === null || type === unknown ? type : baseType(type)))
  let left = mostMatches(matches, (candidate) => exactMatches(candidate, bases, unknown))
  if (left.length === 1) return left[0] ?? null
  left = mostMatches(left, (candidate) => exactOrPreferred(candidate, bases, unknown))
  if (left.length === 1) return left[0] ?? null
  if (!types.includes(unknown)) return null
  const narrowed = byCategory(left, bases, unknown)
  if (narrowed.length === 1) return narrowed[0] ?? null
  return assumeKnownType(world, narrowed, bases)
}

function mostMatches<C>(candidates: readonly C[], score: (candidate: C) => number): readonly C[] {
  let best = -1
  let kept: C[] = []
  for (const candidate of candidates) {
    const here = score(candidate)
    if (here > best) {
      best = here
      kept = [candidate]
    } else if (here === best) kept.push(candidate)
  }
  return kept
}

function exactMatches({ inputs }: Candidate, bases: readonly (Type | null)[], unknown: Type): number {
  return bases.filter((base, index) => base !== unknown && base !== null && inputs[index] === base).length
}

function exactOrPreferred({ inputs }: Candidate, bases: readonly (Type | null)[], unknown: Type): number {
  return bases.filter((base, index) => {
    const input = inputs[index]
    return (
      base !== unknown && base !== null && (input === base || (input?.category === base.category && input.preferred))
    )
  }).length
}

interface Slot {
  readonly category: string
  readonly isPreferredSeen: boolean
}

/** Gives each unknown argument the category that the candidates agree on, strings first. */
function byCategory<C extends Candidate>(
  candidates: readonly C[],
  bases: readonly (Type | null)[],
  unknown: Type,
): readonly C[] {
  const slots: (Slot | null)[] = []
  for (const [index, base] of bases.entries()) {
    const slot = base === unknown ? slotAt(candidates, index) : null
    if (slot === undefined) return candidates
    slots.push(slot)
  }
  const kept = filtered(candidates, ({ inputs }) =>
    slots.every((slot, index) => {
      if (slot === null) return true
      const input = inputs[index]
      if (!input || input.category !== slot.category) return false
      return !slot.isPreferredSeen || input.preferred
    }),
  )
  return kept.length > 0 ? kept : candidates
}

/** `undefined`: the candidates disagree on the category. */
function slotAt(candidates: readonly Candidate[], index: number): Slot | undefined {
  const categories = new Map<string, boolean>()
  for (const { inputs } of candidates) {
    const input = inputs[index]
    if (input) categories.set(input.category, (categories.get(input.category) ?? false) || input.preferred)
  }
  if (categories.has('S')) return { category: 'S', isPreferredSeen: categories.get('S') ?? false }
  const [only, ...others] = categories
  return only && others.length === 0 ? { category: only[0], isPreferredSeen: only[1] } : undefined
}

/** Last resort: when all known arguments are of one type, the unknown ones are taken to be of it too. */
function assumeKnownType<C extends Candidate>(
  world: TypeWorld,
  candidates: readonly C[],
  bases: readonly (Type | null)[],
): C | null {
  const known = new Set(filtered(bases, (base) => base !== world.core('unknown')))
  if (known.size !== 1) return null
  const [type = null] = known
  const fitting = matching(
    world,
    mapped(bases, () => type),
    candidates,
  )
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}
