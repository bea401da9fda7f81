import type {
  BuiltinCatalog,
  BuiltinFunction,
  BuiltinSchema,
  Builtins,
  BuiltinType,
  TypeRef,
  Volatility,
} from '../../builtins/index.ts'
import type { Extension, Routine, Schema, Type } from '../objects.ts'
import type { Session } from '../session.ts'
import type { SystemCatalog } from '../system.ts'

export interface OperatorFacts {
  readonly name: string
  readonly schema: Schema
  readonly left: Type | null
  readonly right: Type | null
  readonly result: Type
  readonly volatility: Volatility
  /** The extension that brought it. */
  readonly extension: Extension | null
}

/** An operator class, with the type it takes. */
export interface OpclassFacts {
  readonly name: string
  readonly schema: Schema
  readonly family: string
  readonly input: Type
  readonly isDefault: boolean
}

/** A search operator of an operator family. */
export interface MemberFacts {
  readonly left: Type
  readonly right: Type
  readonly strategy: number
  readonly operator: string
}

export interface CastFacts {
  readonly context: 'implicit' | 'assignment' | 'explicit'
  readonly method: 'binary' | 'function' | 'inout'
  readonly volatility: Volatility
}

/** Operators and casts of one owner, PostgreSQL or an extension, over the session's own type objects. */
class OwnedCatalog {
  readonly #catalog: BuiltinCatalog
  readonly #resolve: Resolver
  readonly #operators = new Map<string, readonly OperatorFacts[]>()
  readonly #opclasses = new Map<string, readonly OpclassFacts[]>()
  #casts: Map<Type, Map<Type, CastFacts>> | null = null

  constructor(catalog: BuiltinCatalog, resolve: Resolver) {
    this.#catalog = catalog
    this.#resolve = resolve
  }

  operators(name: string): readonly OperatorFacts[] {
    const known = this.#operators.get(name)
    if (known) return known
    const found: OperatorFacts[] = []
    for (const [schemaName, content] of this.#catalog.schemas) {
      const schema = this.#resolve.schema(schemaName)
      if (!schema) continue
      for (const operator of content.operators(name)) {
        const left = operator.left === null ? null : this.#resolve.type(operator.left)
        const right = operator.right === null ? null : this.#resolve.type(operator.right)
        const result = this.#resolve.type(operator.result)
        if (left === undefined || right === undefined || !result) continue
        found.push({
          name,
          schema,
          left,
          right,
          result,
          volatility: operator.volatility,
          extension: this.#resolve.extension,
        })
      }
    }
    this.#operators.set(name, found)
    return found
  }

  opclasses(method: string): readonly OpclassFacts[] {
    const known = this.#opclasses.get(method)
    if (known) return known
    const found: OpclassFacts[] = []
    for (const [schemaName, content] of this.#catalog.schemas) {
      const schema = this.#resolve.schema(schemaName)
      for (const opclass of schema ? content.opclasses(method) : []) {
        const input = this.#resolve.type(opclass.input)
        const { name, family, isDefault } = opclass
        if (schema && input) found.push({ name, schema, family, input, isDefault })
      }
    }
    this.#opclasses.set(method, found)
    return found
  }

  members(method: string, family: string): readonly MemberFacts[] {
    return this.#catalog.members(method, family).flatMap((member) => {
      const left = this.#resolve.type(member.left)
      const right = this.#resolve.type(member.right)
      return left && right ? [{ ...member, left, right }] : []
    })
  }

  cast(from: Type, to: Type): CastFacts | undefined {
    this.#casts ??= this.#readCasts()
    return this.#casts.get(from)?.get(to)
  }

  #readCasts(): Map<Type, Map<Type, CastFacts>> {
    const casts = new Map<Type, Map<Type, CastFacts>>()
    for (const row of this.#catalog.casts) {
      const source = this.#resolve.type(row.source)
      const target = this.#resolve.type(row.target)
      if (!source || !target) continue
      const targets = casts.get(source) ?? new Map<Type, CastFacts>()
      targets.set(target, row)
      casts.set(source, targets)
    }
    return casts
  }
}

interface Resolver {
  readonly extension: Extension | null
  schema(name: string): Schema | undefined
  type(ref: TypeRef): Type | undefined
}

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
    const path = this.session.path()
    return all.filter((operator) => path.includes(operator.schema))
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
    return this.#catalogs.flatMap((one) => one.opclasses(method))
  }

  /** Search operators of an operator family. */
  members(method: string, family: string): readonly MemberFacts[] {
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

/** What the built-in catalog says of a system routine beyond what the simulator keeps. */
export function routineFacts(session: Session, routine: Routine): BuiltinFunction | undefined {
  if (!routine.system) return undefined
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
