import type { TypeName } from '@migration-doctor/sql'
import { extensionsIn } from './extension-types.ts'
import { mapped } from './mapped.ts'
import {
  clip,
  findRelation,
  findType,
  missing,
  missingSchema,
  qualifiedName,
  quoteIdentifier,
  shown,
  stringOf,
} from './names.ts'
import type { Schema, Type, TypeUse } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { shownInterval, typeModifiers } from './type-modifiers.ts'

/**
 * Resolves a type name as `typenameType` does: array bounds, `%TYPE`, modifiers. Where the signature of a routine names
 * a type, its modifiers are checked and then ignored.
 */
export function resolveType(
  session: Session,
  node: TypeName | undefined,
  modifiers: 'kept' | 'ignored' = 'kept',
): TypeUse {
  const name = qualifiedName(node?.names)
  if (node?.pct_type) return columnType(session, node)
  const type = findType(session, name)
  if (!type) return missingType(session, node)
  if (type.kind === 'shell') {
    throw new Refusal('42704', `type "${shown(name)}" is only a shell`, { at: node?.location })
  }
  const checked = typeModifiers(session, type, node?.typmods)
  const whole = node?.arrayBounds?.length ? arrayOf(session, type, node) : type
  if (modifiers === 'ignored' || checked.length === 0) return whole.plainUse
  return { type: whole, modifiers: checked }
}

function missingType(session: Session, node: TypeName | undefined): never {
  const name = qualifiedName(node?.names)
  if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema, node?.location)
  const brackets = node?.arrayBounds?.length ? '[]' : ''
  return missing(session, {
    sqlstate: '42704',
    message: `type "${shown(name)}${brackets}" does not exist`,
    kind: 'type',
    name,
    at: node?.location,
  })
}

function arrayOf(session: Session, type: Type, node: TypeName): Type {
  // An array of arrays is the same type: PostgreSQL does not count dimensions.
  if (type.kind === 'array') return type
  if (type.array) return type.array
  if (type.kind === 'unknown') return type
  const name = { schema: null, name: `${type.name}[]` }
  return missing(session, {
    sqlstate: '42704',
    message: `type "${name.name}" does not exist`,
    kind: 'type',
    name,
    at: node.location,
  })
}

function columnType(session: Session, node: TypeName): TypeUse {
  const parts = mapped(node.names ?? [], stringOf)
  const column = parts.at(-1) ?? ''
  const name = { schema: parts.at(-3) ?? null, name: parts.at(-2) ?? '' }
  const relation = findRelation(session, name)
  const at = node.location
  if (!relation) {
    const message = `relation "${shown(name)}" does not exist`
    return missing(session, { sqlstate: '42P01', message, kind: 'relation', name, at })
  }
  const found = relation.columns.get(column)
  if (found) return found.type
  const message = `column "${column}" of relation "${relation.name}" does not exist`
  return missing(session, { sqlstate: '42703', message, kind: 'column', name, column, at })
}

/** Adds the array type that PostgreSQL makes beside every type, stepping out of the way of other names. */
export function addArrayType(session: Session, type: Type): void {
  const name = arrayTypeName(type.name, type.schema)
  const array = session.store.newType('array', name, type.schema, { element: type, category: 'A' })
  session.store.depend(array, type, 'internal')
  session.store.set(type, 'array', array)
}

function arrayTypeName(name: string, schema: Schema): string {
  for (let candidate = clip(`_${name}`, 63); ; candidate = clip(`_${candidate}`, 63)) {
    if (!schema.types.has(candidate)) return candidate
  }
}

/** Refuses a type name in use, after moving an array type that PostgreSQL made by itself out of the way. */
export function claimTypeName(session: Session, schema: Schema, name: string, at?: number): void {
  const other = schema.types.get(name)
  if (!other) {
    for (const content of extensionsIn(session, schema)) if (content.types.has(name)) refuseTaken(schema, name, at)
    return
  }
  if (other.kind === 'array' && other.element && other.element.name !== name) {
    renameType(session, other, arrayTypeName(name, schema))
    return
  }
  refuseTaken(schema, name, at)
}

function refuseTaken(schema: Schema, name: string, at: number | undefined): never {
  throw new Refusal('42710', `type "${name}" already exists`, {
    at,
    subject: { fault: 'existing', kind: 'type', schema: schema.name, name },
  })
}

/** Renames a type and lets its array type follow. */
export function renameType(session: Session, type: Type, name: string): void {
  const { store } = session
  store.remove(type.schema.types, type.name)
  store.set(type, 'name', name)
  store.put(type.schema.types, name, type)
  if (!type.array) return
  const array = type.array
  store.remove(array.schema.types, array.name)
  store.set(array, 'name', arrayTypeName(name, array.schema))
  store.put(array.schema.types, array.name, array)
}

export const sameModifiers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at])

/** The same type with the same modifiers. */
export const sameUse = (a: TypeUse, b: TypeUse): boolean => a.type === b.type && sameModifiers(a.modifiers, b.modifiers)

/** The type behind domains. */
export function baseType(type: Type): Type {
  let base = type
  while (base.kind === 'domain' && base.base) base = base.base.type
  return base
}

const sqlNames: Readonly<Record<string, string>> = {
  bit: 'bit',
  bool: 'boolean',
  bpchar: 'character',
  char: '"char"',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  varbit: 'bit varying',
  varchar: 'character varying',
}

/** The name of the schema that a schema's content is in. */
export type SchemaNaming = (schema: Schema) => string

const ownName: SchemaNaming = (schema) => schema.name

/**
 * `format_type` with only `pg_catalog` in the search path: user types come qualified.
 * @param naming where types of extensions are to be named by the schema that they are installed in
 */
export function formatType(use: TypeUse, naming = ownName): string {
  const { type, modifiers } = use
  if (type.kind === 'array' && type.element) return `${formatType({ type: type.element, modifiers }, naming)}[]`
  if (naming(type.schema) !== 'pg_catalog') {
    return `${quoteIdentifier(naming(type.schema))}.${quoteIdentifier(type.name)}`
  }
  return withModifiers(sqlNames[type.name] ?? type.name, type.name, modifiers)
}

function withModifiers(shownName: string, name: string, modifiers: readonly number[]): string {
  if (name === 'bpchar' && modifiers.length === 0) return 'bpchar'
  if (name === 'bit' && modifiers.length === 0) return '"bit"'
  if (modifiers.length === 0) return shownName
  if (name === 'interval') return shownName + shownInterval(modifiers)
  const list = `(${modifiers.join(',')})`
  const zone = shownName.search(/ with(out)? time zone$/)
  return zone === -1 ? `${shownName}${list}` : `${shownName.slice(0, zone)}${list}${shownName.slice(zone)}`
}

/** A type as PostgreSQL names it in messages. */
export function shownType(type: Type): string {
  if (type.kind === 'array' && type.element) return `${shownType(type.element)}[]`
  return type.system ? (sqlNames[type.name] ?? type.name) : quoteIdentifier(type.name)
}
