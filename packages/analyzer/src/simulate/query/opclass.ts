import type { QualifiedName } from '../names.ts'
import type { Type } from '../objects.ts'
import { baseType } from '../types.ts'
import { canCoerce, trueElement } from './pathway.ts'
import type { OpclassFacts, TypeWorld } from './world.ts'

/** `IsBinaryCoercible`. */
export function isBinaryCoercible(world: TypeWorld, from: Type, to: Type): boolean {
  const source = baseType(from)
  if (from === to || source === to || to === world.core('any')) return true
  if (to.kind === 'pseudo') {
    if (to.name === 'anyarray') return trueElement(world, source) !== null
    if (to.name === 'anyenum') return source.kind === 'enum'
    if (to.name === 'anyrange') return source.kind === 'range'
    if (to.name === 'anymultirange') return source.kind === 'multirange'
    if (to === world.core('record')) return source.relation !== null
  }
  const cast = world.cast(source, to)
  return cast?.method === 'binary' && cast.context === 'implicit'
}

/** `GetDefaultOpClass`: an exact one, else one whose type the value can pass for. */
export function defaultOpclass(world: TypeWorld, method: string, type: Type): OpclassFacts | null {
  const base = baseType(type)
  return world.defaultOpclass(method, base, () => {
    const defaults = world.opclasses(method).filter(({ isDefault }) => isDefault)
    const exact = defaults.find(({ input }) => input === base)
    const fitting = defaults.filter(({ input }) => isBinaryCoercible(world, base, input))
    return exact ?? fitting.find(({ input }) => input.preferred) ?? fitting[0] ?? null
  })
}

export function namedOpclass(world: TypeWorld, method: string, name: QualifiedName): readonly OpclassFacts[] {
  const path = new Set(world.session.path().map((one) => one.name))
  return world
    .opclasses(method)
    .filter(
      (one) =>
        one.name === name.name && (name.schema === null ? path.has(one.schema.name) : one.schema.name === name.schema),
    )
}

/** May someone have made an operator class that is not simulated? */
export function mayHaveOpclass(world: TypeWorld): boolean {
  if (world.isOpen || world.session.everythingTainted) return true
  for (const schema of world.session.store.schemas.values()) {
    for (const key of schema.others.keys()) if (key.startsWith('operator class')) return true
  }
  return false
}

/** Strategy number of `=` in B-tree operator families. */
const equality = 3

/**
 * Can a foreign key of one type stand on a key of the other? As `ATAddForeignKeyConstraint`: an `=` of the key's
 * operator family for the two types, or an implicit cast to the type of the family's own.
 */
export function areComparable(world: TypeWorld, key: Type, foreign: Type): boolean {
  const opclass = defaultOpclass(world, 'btree', key)
  if (!opclass || mayHaveOpclass(world)) return true
  const base = baseType(foreign)
  for (const { strategy, left, right } of world.members('btree', opclass.family))
    if (strategy === equality && left === opclass.input && right === base) return true
  if (opclass.input.kind !== 'pseudo')
    return [key, foreign].every((type) => canCoerce(world, type, opclass.input, 'implicit'))
  return isSamePolymorph(world, baseType(key), base)
}

/** Behind `anyarray`, `anyenum` and their like, both must be the same type. */
function isSamePolymorph(world: TypeWorld, key: Type, foreign: Type): boolean {
  return key === foreign || (key.relation !== null && foreign.relation !== null && world.core('record') !== key)
}
