import type { Node, TypeName } from '@migration-doctor/sql'
import { existing, findRoutines, missing, type QualifiedName, qualifiedName, shown, stringOf } from './names.ts'
import type { Other, Routine, Schema, Type } from './objects.ts'
import { requireRoutine, requireSchema } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { resolveType } from './types.ts'

/** The list in parentheses of a CREATE: `(SFUNC = f, STYPE = int)`. */
export class Definition {
  readonly #values = new Map<string, Node | null>()

  constructor(nodes: readonly Node[] | undefined) {
    for (const item of nodes ?? []) {
      if ('DefElem' in item) this.#values.set(item.DefElem.defname ?? '', item.DefElem.arg ?? null)
    }
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#values.has(name))
  }

  names(): Iterable<string> {
    return this.#values.keys()
  }

  /** The value of the first of these names that is given. */
  node(...names: readonly string[]): Node | null {
    for (const name of names) {
      const found = this.#values.get(name)
      if (found) return found
    }
    return null
  }

  typeName(...names: readonly string[]): TypeName | null {
    const node = this.node(...names)
    if (node && 'TypeName' in node) return node.TypeName
    return node && 'String' in node ? { names: [node] } : null
  }

  type(session: Session, ...names: readonly string[]): Type | null {
    const name = this.typeName(...names)
    return name ? resolveType(session, name, 'ignored').type : null
  }

  /** A name, qualified or not: of a function, an operator, a template. */
  name(...names: readonly string[]): QualifiedName | null {
    const node = this.node(...names)
    if (!node) return null
    if ('TypeName' in node) return qualifiedName(node.TypeName.names)
    if ('List' in node) return qualifiedName(node.List.items)
    return { schema: null, name: stringOf(node) }
  }

  text(...names: readonly string[]): string | null {
    return this.name(...names)?.name ?? null
  }
}

interface NewOther {
  /** As it is kept: `operator class for btree`. */
  readonly kind: string
  /** As PostgreSQL words it, when that is something else. */
  readonly word?: string
  readonly name: string
  readonly schema: Schema | null
  readonly ifNotExists?: boolean | undefined
  readonly sqlstate?: string
}

/** Makes an object that is known by kind and name; `null` when IF NOT EXISTS found it there. */
export function makeOther(session: Session, wish: NewOther): Other | null {
  const { kind, name, schema, ifNotExists, sqlstate = '42710', word = kind } = wish
  if (findOther(session, kind, { schema: schema?.name ?? null, name }, schema !== null)) {
    if (ifNotExists) return null
    const message = `${word} "${name}" already exists`
    existing(session, { sqlstate, message, kind: 'other', name: { schema: schema?.name ?? null, name } })
  }
  const other = session.store.newOther(kind, name, schema)
  session.record('create', { kind: word, schema: schema?.name ?? '', name })
  return other
}

/** An object by kind and name: in its schema, along the search path, or outside schemas. */
export function findOther(session: Session, kind: string, name: QualifiedName, inSchema = false): Other | null {
  const key = `${kind}:${name.name}`
  if (inSchema) return session.schema(name.schema ?? '')?.others.get(key) ?? null
  return session.store.globals.get(key) ?? session.system.catalog.others.get(key) ?? null
}

/** An object outside schemas that a statement names. */
export function requireGlobal(session: Session, kind: string, name: string): Other {
  const found = findOther(session, kind, { schema: null, name })
  if (found) return found
  const message = `${kind} "${name}" does not exist`
  return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
}

/** A function that a definition needs; its arguments are looked at only when given. */
export function requireFunction(session: Session, name: QualifiedName, inputs: readonly Type[]): Routine {
  return requireRoutine(session, name, inputs)
}

/** Some routine of that name, whatever its arguments: for those that PostgreSQL looks up by overload. */
export function requireSome(session: Session, name: QualifiedName, routines: readonly Routine[]): void {
  if (routines.length > 0) return
  requireSchema(session, name)
  missing(session, { sqlstate: '42883', message: `function ${shown(name)} does not exist`, kind: 'routine', name })
}

/** Some function of that name. */
export function requireFunctionNamed(session: Session, name: QualifiedName): void {
  requireSome(session, name, findRoutines(session, name))
}
