import type { Type, TypeUse } from '../objects.ts'
import { type CoercionContext, findPathway, isPolymorphic } from '../query/pathway.ts'
import type { TypeWorld } from '../query/world.ts'
import { baseType, sameModifiers } from '../types.ts'
import { type Constants, constantOf } from './constant.ts'
import { type Tree, unprintable } from './tree.ts'

/** How a coercion came to be, and how it is shown. */
interface Wish {
  readonly context: CoercionContext
  readonly isImplicit: boolean
}

/** Puts the coercions into a tree that PostgreSQL puts there. */
export class Coercions {
  readonly #world: TypeWorld
  readonly #constants: Constants

  constructor(world: TypeWorld, constants: Constants) {
    this.#world = world
    this.#constants = constants
  }

  /** `coerce_to_target_type`: to the type, and then to its length. */
  toTarget(tree: Tree, target: TypeUse, context: CoercionContext): Tree {
    if (tree.is === 'collation') return this.#under(tree, target.type, (arg) => this.toTarget(arg, target, context))
    const wish = { context, isImplicit: context !== 'explicit' }
    const typed = this.#toType(tree, target, wish)
    const inner = typed !== tree && typed.is !== 'constant' ? hidden(typed) : typed
    return this.#toLength(inner, typed, target, wish)
  }

  /** `coerce_type`, as arguments are coerced; `null`: it is not known to what. */
  toType(tree: Tree, type: Type | null): Tree {
    if (type === null) return unprintable('an argument whose type is not known')
    return this.#toType(tree, { type, modifiers: [] }, { context: 'implicit', isImplicit: true })
  }

  #toType(tree: Tree, target: TypeUse, wish: Wish): Tree {
    const { type } = target
    if (tree.type === type || type === this.#world.core('any')) return tree
    if (type === this.#world.core('record') && tree.type.relation) return tree
    if (type.kind === 'unknown' || type.kind === 'pseudo' || isPolymorphic(type)) return unprintable(`a ${type.name}`)
    if (tree.is === 'untyped') return this.#typed(tree, target, wish)
    if (tree.is === 'collation') return this.#under(tree, type, (arg) => this.#toType(arg, target, wish))
    // A cast that PostgreSQL has cannot be made a second time.
    const [from, to] = [baseType(tree.type), baseType(type)]
    if (from !== to && !this.#world.cast(from, to) && this.#world.mayHaveCasts())
      return unprintable('casts of the user')
    const pathway = findPathway(this.#world, tree.type, type, wish.context)
    if (!pathway || tree.type.relation || type.relation) return unprintable('a row')
    const base = baseOf(target)
    if (pathway.path === 'relabel') {
      if (type.kind === 'domain') return this.#toDomain(tree, { domain: type, base, hide: false }, wish)
      return { is: 'coercion', arg: tree, type, modifiers: [], isImplicit: wish.isImplicit }
    }
    if (pathway.path === 'function' && base.type === this.#world.core('bit')) return unprintable('a cast with a length')
    const isArray = pathway.path === 'array'
    if (isArray && base.modifiers.length > 0) return unprintable('an array coerced to a length')
    const value: Tree = {
      is: 'coercion',
      arg: tree,
      type: base.type,
      modifiers: [],
      isImplicit: wish.isImplicit,
    }
    return type.kind === 'domain' ? this.#toDomain(value, { domain: type, base, hide: true }, wish) : value
  }

  /** What is collated is coerced first; a type that has no collations loses it. */
  #under(tree: Tree & { is: 'collation' }, to: Type, coerce: (arg: Tree) => Tree): Tree {
    const arg = coerce(tree.arg)
    if (arg === tree.arg) return tree
    const { type, modifiers } = arg
    return this.#world.facts(baseType(to))?.collatable ? { ...tree, arg, type, modifiers } : arg
  }

  #typed(tree: Tree & { is: 'untyped' }, target: TypeUse, wish: Wish): Tree {
    const base = baseOf(target)
    if (base.type.system && base.type.name === 'interval' && base.modifiers.length > 0)
      return unprintable('an interval with a precision')
    const value = constantOf(this.#constants, tree, base.type)
    return target.type.kind === 'domain'
      ? this.#toDomain(value, { domain: target.type, base, hide: false }, wish)
      : value
  }

  /** `coerce_to_domain` */
  #toDomain(tree: Tree, about: { domain: Type; base: TypeUse; hide: boolean }, { context, isImplicit }: Wish): Tree {
    const { domain, base, hide } = about
    const inner = hide ? hidden(tree) : tree
    const arg = this.#toLength(inner, inner, base, { context, isImplicit: true })
    return { is: 'coercion', arg, type: domain, modifiers: [], isImplicit }
  }

  /** `coerce_type_typmod` */
  #toLength(tree: Tree, asIs: Tree, { type, modifiers }: TypeUse, { isImplicit }: Wish): Tree {
    if (sameModifiers(tree.modifiers, modifiers)) return asIs
    // Nothing was done to take a length away before version 14.
    if (modifiers.length === 0 && !isImplicit && this.#world.session.pgVersion < 14)
      return unprintable('a length taken away')
    if (modifiers.length === 0) return { is: 'coercion', arg: tree, type, modifiers, isImplicit }
    const element = type.kind === 'array' && type.element ? type.element : type
    if (this.#world.cast(element, element)?.method !== 'function') return asIs
    return { is: 'coercion', arg: tree, type, modifiers, isImplicit }
  }
}

function hidden(tree: Tree): Tree {
  return tree.is === 'coercion' ? { ...tree, isImplicit: true } : tree
}

/** The type behind domains, with the modifiers that the innermost of them gives. */
export function baseOf(use: TypeUse): TypeUse {
  let base = use
  while (base.type.kind === 'domain' && base.type.base) base = base.type.base
  return { type: baseType(base.type), modifiers: base.modifiers }
}
