import type { BuiltinFunction, BuiltinSchema, Builtins, BuiltinType, TypeRef } from '../../builtins/index.ts'
import type { Extension, Routine, Schema, Type } from '../objects.ts'
import type { Session } from '../session.ts'
import type { SystemCatalog } from '../system.ts'
import {
  type CastFacts,
  type MemberFacts,
  type OpclassFacts,
  type OperatorFacts,
  OwnedCatalog,
} from './owned-catalog.ts'

export type { CastFacts, MemberFacts, OpclassFacts, OperatorFacts }

const systemCatalogs = new WeakMap<SystemCatalog, OwnedCatalog>()
const extensionCatalogs = new WeakMap<Extension, OwnedCatalog>()
const typeFacts = new WeakMap<Type, BuiltinType>()
const knownSystems = new WeakSet<SystemCatalog>()

function catalogOfSystem(system: SystemCatalog): OwnedCatalog {
  const known = systemCatalogs.get(system)
  if (known) return known
  const made = new OwnedCatalog(system.builtins.catalog, {
    extension: null,
    schema: (name) => system.schemas.get(name),
    type: (ref) => system.type(ref),
  })
  systemCatalogs.set(system, made)
  return made
}

function catalogOfExtension(system: SystemCatalog, extension: Extension): OwnedCatalog | null {
  const known = extensionCatalogs.get(extension)
  if (known) return known
  const content = system.builtins.extension(extension.name)
  if (!content) return null
  const type = (ref: TypeRef): Type | undefined => {
    const found = system.type(ref)
    return found.kind === 'unknown' ? undefined : found
  }
  for (const schema of content.catalog.schemas.values()) {
    for (const facts of schema.types()) {
      const made = type(facts.ref)
      if (made) typeFacts.set(made, facts)
    }
  }
  const made = new OwnedCatalog(content.catalog, {
    extension,
    schema: (name) => (name === '@' ? extension.schema : undefined),
    type,
  })
  extensionCatalogs.set(extension, made)
  return made
}

/** The types that the rules of analysis name themselves. */
export type CoreTypeName =
  | 'bool'
  | 'text'
  | 'unknown'
  | 'record'
  | '_record'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8'
  | 'void'
  | 'any'
  | 'oid'
  | 'varchar'
  | 'bpchar'
  | 'name'
  | 'date'
  | 'time'
  | 'timetz'
  | 'timestamp'
  | 'timestamptz'
  | 'bit'
  | 'varbit'
  | 'xml'
  | 'json'
  | 'jsonb'
  | 'cstring'
  | 'regclass'
  | 'tid'
  | 'xid'
  | 'cid'
  | 'int2vector'
  | 'oidvector'
  | 'refcursor'
  | 'trigger'
  | 'bytea'
  | 'jsonpath'
  | 'anyarray'

/** Everything that overload resolution asks of the types, operators and casts of one session. */
export class TypeWorld {
  readonly session: Session
  readonly #catalogs: readonly OwnedCatalog[]
  readonly #opclasses = new Map<string, readonly OpclassFacts[]>()
  readonly #defaults = new Map<string, Map<Type, OpclassFacts | null>>()
  readonly #chosen = new Map<string, Map<Type | null, Map<Type, OperatorFacts>>>()
  readonly extensions: readonly Extension[]
  /** An extension of unknown content is installed: anything may exist. */
  readonly isOpen: boolean

  constructor(session: Session) {
    this.session = session
    this.extensions = [...session.store.extensions.values()]
    this.isOpen = this.extensions.some((extension) => extension.opaque)
    const owned = this.extensions.flatMap((extension) => catalogOfExtension(session.system, extension) ?? [])
    this.#catalogs = [catalogOfSystem(session.system), ...owned]
    readTypeFacts(session.system)
  }

  core(name: CoreTypeName): Type {
    return this.session.system.type(name)
  }

  /** Operators of a name that the path, or the schema given, shows; nearer schemas hide equal ones. */
  operators(name: string, schema: string | null): readonly OperatorFacts[] {
    const all =
      this.#catalogs.length === 1
        ? (this.#catalogs[0]?.operators(name) ?? [])
        : this.#catalogs.flatMap((one) => one.operators(name))
    if (schema !== null) return all.filter((operator) => operator.schema.name === schema)
    if (this.#catalogs.length === 1) return all
    // By name: a simulation may have a copy of a system schema.
    const path = new Set(this.session.path().map((one) => one.name))
    return all.filter((operator) => path.has(operator.schema.name))
  }

  /**
   * Which operator of PostgreSQL's own takes types of PostgreSQL's own, found by `find` once: nothing in a history
   * changes that. `null` is not kept, as it may come to be.
   */
  chosenOperator(
    name: string,
    types: { readonly left: Type | null; readonly right: Type | null },
    find: () => OperatorFacts | null,
  ): OperatorFacts | null {
    const { left, right } = types
    if (this.#catalogs.length > 1 || !right?.system || left?.system === false) return find()
    const byLeft = this.#chosen.get(name) ?? new Map<Type | null, Map<Type, OperatorFacts>>()
    this.#chosen.set(name, byLeft)
    const byRight = byLeft.get(left) ?? new Map<Type, OperatorFacts>()
    byLeft.set(left, byRight)
    const known = byRight.get(right) ?? find()
    if (known) byRight.set(right, known)
    return known
  }

  cast(from: Type, to: Type): CastFacts | undefined {
    for (const catalog of this.#catalogs) {
      const found = catalog.cast(from, to)
      if (found) return found
    }
    return undefined
  }

  /** Operator classes of an access method. */
  opclasses(method: string): readonly OpclassFacts[] {
    const known = this.#opclasses.get(method)
    if (known) return known
    const found = this.#catalogs.flatMap((one) => one.opclasses(method))
    this.#opclasses.set(method, found)
    return found
  }

  /** The default operator class of a type, found by `find` once. */
  defaultOpclass(method: string, type: Type, find: () => OpclassFacts | null): OpclassFacts | null {
    const known = this.#defaults.get(method) ?? new Map<Type, OpclassFacts | null>()
    this.#defaults.set(method, known)
    const before = known.get(type)
    if (before !== undefined) return before
    const found = find()
    known.set(type, found)
    return found
  }

  /** Search operators of an operator family. */
  members(method: string, family: string): readonly MemberFacts[] {
    const [only, another] = this.#catalogs
    if (only && !another) return only.members(method, family)
    return this.#catalogs.flatMap((one) => one.members(method, family))
  }

  hasAccessMethod(name: string): boolean {
    const { system, store } = this.session
    if (system.catalog.others.has(`access method:${name}`) || store.globals.has(`access method:${name}`)) return true
    return this.extensions.some((extension) => {
      const outside = system.builtins.extension(extension.name)?.catalog.schemas.get('')
      return outside?.others('access method').includes(name) ?? false
    })
  }

  /** May someone have made an operator of this name that is not simulated? */
  mayHaveOperator(name: string): boolean {
    if (this.isOpen || this.session.everythingTainted) return true
    for (const schema of this.session.store.schemas.values()) {
      for (const key of schema.others.keys()) if (key.startsWith('operator:') && key.includes(name)) return true
    }
    return false
  }

  /** May someone have made a cast that is not simulated? */
  mayHaveCasts(): boolean {
    if (this.isOpen || this.session.everythingTainted) return true
    for (const key of this.session.store.globals.keys()) if (key.startsWith('cast:')) return true
    return false
  }

  facts(type: Type): BuiltinType | undefined {
    return typeFacts.get(type)
  }
}

function readTypeFacts(system: SystemCatalog): void {
  if (knownSystems.has(system)) return
  knownSystems.add(system)
  for (const schema of system.builtins.catalog.schemas.values()) {
    for (const type of schema.types()) typeFacts.set(system.type(type.ref), type)
  }
}

const worlds = new WeakMap<Session, TypeWorld>()

/** The world of a session as it is now: made anew when its extensions changed. */
export function worldOf(session: Session): TypeWorld {
  const known = worlds.get(session)
  const { extensions } = session.store
  if (known && known.extensions.length === extensions.size) {
    let same = true
    let at = 0
    for (const extension of extensions.values()) if (known.extensions[at++] !== extension) same = false
    if (same) return known
  }
  const made = new TypeWorld(session)
  worlds.set(session, made)
  return made
}

const factsOfRoutines = new WeakMap<Routine, BuiltinFunction>()

/** What the built-in catalog says of a system routine beyond what the simulator keeps. */
export function routineFacts(session: Session, routine: Routine): BuiltinFunction | undefined {
  if (!routine.system) return undefined
  const known = factsOfRoutines.get(routine) ?? readRoutineFacts(session, routine)
  if (known) factsOfRoutines.set(routine, known)
  return known
}

function readRoutineFacts(session: Session, routine: Routine): BuiltinFunction | undefined {
  const { schema, name } = routine
  const at = schema.routines.get(name)?.indexOf(routine) ?? -1
  const { builtins, schemas } = session.system
  const owner =
    schemas.get(schema.name) === schema ? builtins.catalog.schemas.get(schema.name) : guestContent(builtins, schema)
  return owner?.functions(name)[at]
}

function guestContent(builtins: Builtins, schema: Schema): BuiltinSchema | undefined {
  const content = builtins.extension(schema.name)?.catalog.schemas
  return content?.get('@') ?? content?.values().next().value
}
