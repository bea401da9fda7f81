import { type QualifiedName, schemasFor, shown } from './names.ts'
import type { Other, Type } from './objects.ts'
import { requireOperator } from './query/index.ts'
import { defaultOpclass, isBinaryCoercible, mayHaveOpclass, namedOpclass } from './query/opclass.ts'
import { type OpclassFacts, type TypeWorld, worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { baseType, shownType } from './types.ts'

/** What an index wants of its access method. */
export interface MethodWish {
  readonly method: string
  readonly unique: boolean
  readonly exclusion: boolean
  readonly keys: number
  readonly included: number
}

interface Abilities {
  readonly unique: boolean
  readonly multicolumn: boolean
  /** The first major that can INCLUDE. */
  readonly include: number
  readonly exclusion: boolean
}

const never = Number.POSITIVE_INFINITY

const abilities: Readonly<Record<string, Abilities>> = {
  btree: { unique: true, multicolumn: true, include: 0, exclusion: true },
  hash: { unique: false, multicolumn: false, include: never, exclusion: true },
  gist: { unique: false, multicolumn: true, include: 12, exclusion: true },
  spgist: { unique: false, multicolumn: false, include: 14, exclusion: true },
  gin: { unique: false, multicolumn: true, include: never, exclusion: false },
  brin: { unique: false, multicolumn: true, include: never, exclusion: false },
  hnsw: { unique: false, multicolumn: false, include: never, exclusion: true },
  ivfflat: { unique: false, multicolumn: false, include: never, exclusion: true },
}

/** Refuses an access method that is not there, or that cannot do what is asked. */
export function refuseWrongMethod(session: Session, wish: MethodWish): void {
  const { method } = wish
  const world = worldOf(session)
  if (!world.hasAccessMethod(method) && method !== 'rtree') {
    if (world.isOpen || session.isTainted(method)) return
    throw new Refusal('42704', `access method "${method}" does not exist`)
  }
  const can = Object.hasOwn(abilities, method) ? abilities[method] : undefined
  if (!can) return
  const refuse = (what: string): never => {
    throw new Refusal('0A000', `access method "${method}" does not support ${what}`)
  }
  if (wish.unique && !can.unique) refuse('unique indexes')
  if (wish.included > 0 && session.pgVersion < can.include) refuse('included columns')
  if (wish.keys > 1 && !can.multicolumn) refuse('multicolumn indexes')
  if (wish.exclusion && !can.exclusion) refuse('exclusion constraints')
}

/** One key of an index, as far as its type matters. */
export interface TypedKey {
  readonly type: Type | null
  readonly opclass: QualifiedName | null
  readonly hasCollation: boolean
  /** Of an exclusion constraint. */
  readonly operator: QualifiedName | null
}

/** `ResolveOpClass` and the check of an exclusion constraint's operator. */
export function refuseWrongKey(session: Session, method: string, key: TypedKey): void {
  const { type } = key
  if (!type || type.kind === 'unknown') return
  const world = worldOf(session)
  refuseUncollatable(world, type, key.hasCollation)
  const opclass = key.opclass
    ? givenOpclass(world, method, { name: key.opclass, type })
    : chosenOpclass(world, method, type)
  if (opclass && key.operator) refuseForeignOperator(world, { method, opclass, type, name: key.operator })
}

function refuseUncollatable(world: TypeWorld, type: Type, hasCollation: boolean): void {
  if (!hasCollation) return
  const base = baseType(type)
  const element = base.element ? baseType(base.element) : base
  if (world.facts(element)?.collatable ?? element.kind === 'base') return
  throw new Refusal('42804', `collations are not supported by type ${shownType(type)}`)
}

/** The operator class that the history itself made under that name. */
export function ownOpclass(session: Session, method: string, name: QualifiedName | null): readonly Other[] {
  if (!name) return []
  const key = `operator class for ${method}:${name.name}`
  return schemasFor(session, name)
    .flatMap((schema) => schema.others.get(key) ?? [])
    .filter((one) => !one.system)
}

/** `null`: not known. */
function givenOpclass(
  world: TypeWorld,
  method: string,
  wish: { name: QualifiedName; type: Type },
): OpclassFacts | null {
  const { name, type } = wish
  const [found] = namedOpclass(world, method, name)
  if (found) {
    if (isBinaryCoercible(world, type, found.input)) return found
    throw new Refusal('42804', `operator class "${shown(name)}" does not accept data type ${shownType(type)}`)
  }
  const isOpen = world.isOpen || world.session.everythingTainted || world.session.isTainted(name.name)
  if (isOpen || ownOpclass(world.session, method, name).length > 0) return null
  if (name.schema !== null && schemasFor(world.session, name).length === 0) {
    throw new Refusal('3F000', `schema "${name.schema}" does not exist`)
  }
  throw new Refusal('42704', `operator class "${shown(name)}" does not exist for access method "${method}"`, {
    subject: { fault: 'missing', kind: 'other', schema: name.schema, name: name.name },
  })
}

function chosenOpclass(world: TypeWorld, method: string, type: Type): OpclassFacts | null {
  const found = defaultOpclass(world, method, type)
  if (found || mayHaveOpclass(world) || isUserBase(type)) return found
  const message = `data type ${shownType(type)} has no default operator class for access method "${method}"`
  throw new Refusal('42704', message, {
    subject: { fault: 'missing', kind: 'other', schema: null, name: `${method} operator class for ${type.name}` },
  })
}

/** A type made with its own functions may have any operator class. */
function isUserBase(type: Type): boolean {
  const base = baseType(type)
  return !base.system && base.kind === 'base'
}

/** Is the named class the one that the type has without being named? */
export function isDefaultOpclass(
  session: Session,
  method: string,
  { name, type }: { name: QualifiedName; type: Type },
): boolean {
  const world = worldOf(session)
  const [found] = namedOpclass(world, method, name)
  return found !== undefined && found === defaultOpclass(world, method, type)
}

/** Access methods of PostgreSQL's own that keep no order. */
export const isUnordered = (method: string): boolean => method !== 'btree' && Object.hasOwn(abilities, method)

function refuseForeignOperator(
  world: TypeWorld,
  about: { method: string; opclass: OpclassFacts; type: Type; name: QualifiedName },
): void {
  const operator = requireOperator(world.session, about.name, about.type)
  if (!operator) return
  const members = world.members(about.method, about.opclass.family)
  if (members.some(({ operator: name, left }) => name === operator.name && left === operator.left)) return
  const signature = `${operator.name}(${[operator.left, operator.right].flatMap((type) => (type ? [shownType(type)] : [])).join(',')})`
  throw new Refusal('42809', `operator ${signature} is not a member of operator family "${about.opclass.family}"`)
}
