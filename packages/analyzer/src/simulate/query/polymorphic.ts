import type { Type } from '../objects.ts'
import { baseType } from '../types.ts'
import { canCoerce, isPolymorphic, trueElement } from './pathway.ts'
import type { TypeWorld } from './world.ts'

const first = new Set(['anyelement', 'anyarray', 'anynonarray', 'anyenum', 'anyrange', 'anymultirange'])

/** What a call's polymorphic parameters stand for; `null` parts are not known. */
export interface Bindings {
  element: Type | null
  array: Type | null
  range: Type | null
  multirange: Type | null
  compatible: Type | null
  compatibleArray: Type | null
  compatibleRange: Type | null
  compatibleMultirange: Type | null
  /** Some argument's type is not known: nothing can be ruled out. */
  unsure: boolean
}

/** `check_generic_type_consistency`. */
function agreesWithPolymorphic(world: TypeWorld, actual: readonly (Type | null)[], declared: readonly Type[]): boolean {
  return bind(world, actual, declared) !== null
}

/** Finds what the polymorphic parameters stand for; `null`: the arguments contradict each other. */
export function bind(world: TypeWorld, actual: readonly (Type | null)[], declared: readonly Type[]): Bindings | null {
  const bindings: Bindings = {
    element: null,
    array: null,
    range: null,
    multirange: null,
    compatible: null,
    compatibleArray: null,
    compatibleRange: null,
    compatibleMultirange: null,
    unsure: false,
  }
  const family = new Binder(world, bindings)
  for (const [index, parameter] of declared.entries()) {
    if (!isPolymorphic(parameter)) continue
    if (!family.take(parameter.name, actual[index] ?? null)) return null
  }
  return family.settle() ? bindings : null
}

class Binder {
  readonly #world: TypeWorld
  readonly #bindings: Bindings
  readonly #compatible: Type[] = []
  #nonArray = false
  #enum = false
  #compatibleNonArray = false
  #hasCompatibleUnknown = false

  constructor(world: TypeWorld, bindings: Bindings) {
    this.#world = world
    this.#bindings = bindings
  }

  /** One argument; `false`: it contradicts an earlier one. */
  take(parameter: string, type: Type | null): boolean {
    if (type === null || type.kind === 'unknown') {
      this.#bindings.unsure = true
      return true
    }
    if (parameter === 'anynonarray') this.#nonArray = true
    if (parameter === 'anyenum') this.#enum = true
    if (parameter === 'anycompatiblenonarray') this.#compatibleNonArray = true
    if (type === this.#world.core('unknown')) {
      if (!first.has(parameter)) this.#hasCompatibleUnknown = true
      return true
    }
    return first.has(parameter) ? this.#takeExact(parameter, type) : this.#takeCompatible(parameter, type)
  }

  #takeExact(parameter: string, type: Type): boolean {
    if (parameter === 'anyarray') return this.#same('array', arrayLike(type))
    if (parameter === 'anyrange') return this.#same('range', baseType(type))
    if (parameter === 'anymultirange') return this.#same('multirange', baseType(type))
    return this.#same('element', type)
  }

  #same(
    slot: 'element' | 'array' | 'range' | 'multirange' | 'compatibleRange' | 'compatibleMultirange',
    type: Type,
  ): boolean {
    const before = this.#bindings[slot]
    this.#bindings[slot] = type
    return before === null || before === type
  }

  #takeCompatible(parameter: string, type: Type): boolean {
    if (parameter === 'anycompatiblearray') {
      const array = baseType(type)
      const element = trueElement(this.#world, array)
      if (!element) return false
      this.#compatible.push(element)
      return true
    }
    if (parameter === 'anycompatiblerange') return this.#same('compatibleRange', baseType(type))
    if (parameter === 'anycompatiblemultirange') return this.#same('compatibleMultirange', baseType(type))
    this.#compatible.push(type)
    return true
  }

  /** Fits the parts together. */
  settle(): boolean {
    return this.#settleExact() && this.#settleCompatible()
  }

  #settleExact(): boolean {
    const { array, range, multirange } = this.#bindings
    if (array && !this.#fromArray(array)) return false
    if (multirange && !this.#fromMultirange(multirange)) return false
    const spanned = this.#bindings.range ?? range
    if (spanned && !this.#elementOf('range', spanned)) return false
    const { element } = this.#bindings
    if (this.#nonArray && element && trueElement(this.#world, baseType(element))) return false
    return this.#bindings.unsure || !this.#enum || (element !== null && baseType(element).kind === 'enum')
  }

  #fromArray(array: Type): boolean {
    if (array === this.#world.core('anyarray')) return true
    const own = trueElement(this.#world, array)
    if (!own) return false
    const { element } = this.#bindings
    this.#bindings.element = own
    return element === null || element === own
  }

  #fromMultirange(multirange: Type): boolean {
    if (multirange.kind !== 'multirange' || !multirange.base) return false
    const { range } = this.#bindings
    this.#bindings.range = multirange.base.type
    return range === null || range === multirange.base.type
  }

  #elementOf(kind: 'range', type: Type): boolean {
    if (type.kind !== kind) return false
    if (!type.base) return true
    const { element } = this.#bindings
    this.#bindings.element = type.base.type
    return element === null || element === type.base.type
  }

  #settleCompatible(): boolean {
    const { compatibleRange, compatibleMultirange } = this.#bindings
    if (compatibleMultirange && compatibleMultirange.kind !== 'multirange') return false
    const range = compatibleRange ?? compatibleMultirange?.base?.type ?? null
    if (range && range.kind !== 'range') return false
    if (compatibleRange && compatibleMultirange?.base && compatibleMultirange.base.type !== compatibleRange)
      return false
    this.#bindings.compatibleRange = range
    if (range?.base) this.#compatible.push(range.base.type)
    const common = this.#common()
    if (common === undefined) return false
    if (range?.base && common && common !== range.base.type) return false
    this.#bindings.compatible = common ?? (this.#hasCompatibleUnknown ? this.#world.core('text') : null)
    this.#bindings.compatibleArray = this.#bindings.compatible?.array ?? null
    return !(this.#compatibleNonArray && common && trueElement(this.#world, baseType(common)))
  }

  /** `select_common_type_from_oids`. */
  #common(): Type | null | undefined {
    const [head, ...rest] = this.#compatible
    if (!head) return null
    if (rest.every((type) => type === head)) return head
    let picked = baseType(head)
    for (const type of rest) {
      const next = baseType(type)
      if (next === picked) continue
      if (next.category !== picked.category) return undefined
      if (
        !picked.preferred &&
        canCoerce(this.#world, picked, next, 'implicit') &&
        !canCoerce(this.#world, next, picked, 'implicit')
      ) {
        picked = next
      }
    }
    return this.#compatible.every((type) => canCoerce(this.#world, type, picked, 'implicit')) ? picked : undefined
  }
}

const arrayLike = (type: Type): Type => baseType(type)

/** `enforce_generic_type_consistency`'s result: what a declared result stands for; `null` when it cannot be known. */
export function resultType(bindings: Bindings | null, declared: Type): Type | null {
  if (!isPolymorphic(declared)) return declared
  if (!bindings) return null
  const { element } = bindings
  switch (declared.name) {
    case 'anyelement':
    case 'anynonarray':
    case 'anyenum':
      return element
    case 'anyarray':
      return bindings.array ?? element?.array ?? null
    case 'anyrange':
      return bindings.range
    case 'anymultirange':
      return bindings.multirange
    case 'anycompatible':
    case 'anycompatiblenonarray':
      return bindings.unsure ? null : bindings.compatible
    case 'anycompatiblearray':
      return bindings.unsure ? null : bindings.compatibleArray
    case 'anycompatiblerange':
      return bindings.compatibleRange
    default:
      return bindings.compatibleMultirange
  }
}

/** `can_coerce_type` for the arguments of a call, polymorphic ones checked together. */
export function canCoerceAll(world: TypeWorld, from: readonly (Type | null)[], to: readonly Type[]): boolean {
  let generic = false
  for (const [index, target] of to.entries()) {
    if (isPolymorphic(target)) generic = true
    else if (!canCoerce(world, from[index] ?? null, target, 'implicit')) return false
  }
  return !generic || agreesWithPolymorphic(world, from, to)
}
