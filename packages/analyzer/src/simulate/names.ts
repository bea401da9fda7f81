import type { Node, RangeVar } from '@migration-doctor/sql'
import { mayBringSchema } from '../builtins/opaque-extensions.ts'
import { isQuotedWord } from './keywords.ts'
import { filtered, flatMapped } from './mapped.ts'
import type { Relation, Routine, Schema, Type } from './objects.ts'
import { Refusal, type SubjectKind, Unknowable } from './refusal.ts'
import { type Session, temporarySchema } from './session.ts'

/** A name as written: at most `catalog.schema.name`. */
export interface QualifiedName {
  readonly schema: string | null
  readonly name: string
}

/** PostgreSQL keeps 63 bytes of a name; the parser has already cut the names it read. */
const nameBytes = 63

/** The text of a `String` node; `''` for anything else. */
export function stringOf(node: Node | undefined): string {
  return node && 'String' in node ? (node.String.sval ?? '') : ''
}

/** A loop, as lists made by `map` are laid out otherwise than lists that are filled, and most code here meets both. */
export function stringsOf(nodes: readonly Node[] | undefined): readonly string[] {
  const strings: string[] = []
  for (const node of nodes ?? []) strings.push(stringOf(node))
  return strings
}

/** The first that stands in the list before. */
export function repeatedOf(names: readonly string[]): string | undefined {
  for (let at = 1; at < names.length; at++) {
    const name = names[at]
    if (name !== undefined && names.indexOf(name) < at) return name
  }
  return undefined
}

/** A dotted name given as a list of `String` nodes. */
export function qualifiedName(parts: readonly Node[] | undefined): QualifiedName {
  const last = (parts?.length ?? 0) - 1
  return { schema: last > 0 ? stringOf(parts?.[last - 1]) : null, name: stringOf(parts?.[last]) }
}

export function nameOf(range: RangeVar | undefined): QualifiedName {
  return { schema: range?.schemaname ?? null, name: range?.relname ?? '' }
}

/** As PostgreSQL prints a name in its messages: `a.b` or `b`, not quoted. */
export function shown(name: QualifiedName): string {
  return name.schema === null ? name.name : `${name.schema}.${name.name}`
}

/** As `quote_identifier`; without a version, only words are quoted that every version from 12 on quotes. */
export function quoteIdentifier(name: string, pgVersion?: number): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !isQuotedWord(name, pgVersion)
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`
}

function search<T>(session: Session, name: QualifiedName, inSchema: (schema: Schema) => T | undefined): T | null {
  if (name.schema !== null) {
    const schema = session.schema(name.schema)
    return schema ? inSchemaOrGuests(schema, inSchema) : null
  }
  for (const schema of session.path()) {
    const found = inSchemaOrGuests(schema, inSchema)
    if (found !== null) return found
  }
  return null
}

function inSchemaOrGuests<T>(schema: Schema, inSchema: (schema: Schema) => T | undefined): T | null {
  const own = inSchema(schema)
  if (own !== undefined) return own
  for (const guest of schema.guests) {
    const found = inSchema(guest)
    if (found !== undefined) return found
  }
  return null
}

/** Where a name is looked for, in order: its schema or the search path, each with what extensions brought there. */
export function schemasFor(session: Session, name: QualifiedName): readonly Schema[] {
  const own = name.schema === null ? session.path() : [session.schema(name.schema)]
  if (name.schema === null && own.every((schema) => schema?.guests.size === 0)) return session.path()
  return flatMapped(own, (schema) => (schema ? (schema.guests.size > 0 ? [schema, ...schema.guests] : [schema]) : []))
}

export function findRelation(session: Session, name: QualifiedName): Relation | null {
  return search(session, name, (schema) => schema.relations.get(name.name))
}

export function findType(session: Session, name: QualifiedName): Type | null {
  return search(session, name, (schema) => schema.types.get(name.name))
}

/** Every routine of that name that is visible. */
export function findRoutines(session: Session, name: QualifiedName): readonly Routine[] {
  return flatMapped(schemasForRoutines(session, name), (schema) => schema.routines.get(name.name) ?? [])
}

/** Temporary routines are never found without their schema. */
export function schemasForRoutines(session: Session, name: QualifiedName): readonly Schema[] {
  const schemas = schemasFor(session, name)
  if (name.schema !== null || !session.temporarySchemaIfMade()) return schemas
  return filtered(schemas, (schema) => schema.name !== temporarySchema)
}

const fromExtension: ReadonlySet<SubjectKind> = new Set(['type', 'routine', 'schema', 'other'])

/** What PostgreSQL says of an object that is missing or in the way. */
interface Fault {
  readonly sqlstate: string
  readonly message: string
  readonly kind: SubjectKind
  readonly name: QualifiedName
  readonly column?: string
  readonly at?: number | undefined
}

function refusalOf(fault: 'missing' | 'existing', { sqlstate, message, kind, name, column, at }: Fault): Refusal {
  const subject = { fault, kind, schema: name.schema, name: name.name }
  return new Refusal(sqlstate, message, { at, subject: column === undefined ? subject : { ...subject, column } })
}

/** Refuses with what is missing, or gives up when an unreadable statement may have made it. */
export function missing(session: Session, what: Fault): never {
  // A part of a table is named `table.part`: whoever may have touched either may have made it.
  const names = [what.name.name, ...what.name.name.split('.'), what.name.schema, what.column]
  if (names.some((name) => name && session.isTainted(name))) {
    throw new Unknowable(`an unreadable statement may have made ${shown(what.name)}`)
  }
  if (what.kind === 'column' && hasOpaqueColumns(session, what.name)) {
    throw new Unknowable(`the columns of ${shown(what.name)} are not known`)
  }
  if (mayComeWithExtension(session, what)) {
    throw new Unknowable(`extension ${session.opaqueExtensions.join(', ')} may bring ${shown(what.name)}`)
  }
  refuseToGuess(session, what)
  throw refusalOf('missing', what)
}

function hasOpaqueColumns(session: Session, { schema, name }: QualifiedName): boolean {
  return schema !== null && (session.schema(schema)?.relations.get(name)?.opaqueColumns ?? false)
}

function mayComeWithExtension({ opaqueExtensions }: Session, { kind, name }: Fault): boolean {
  if (opaqueExtensions.length === 0 || !fromExtension.has(kind)) return false
  return kind !== 'schema' || mayBringSchema(opaqueExtensions, name.name)
}

/** A schema that no file makes may be what a placeholder stands for. */
function refuseToGuess(session: Session, { kind, name }: { kind: SubjectKind; name: QualifiedName }): void {
  const schema = kind === 'schema' ? name.name : name.schema
  if (session.placeholders.size === 0 || schema === null || session.schema(schema) || session.placeholders.has(schema))
    return
  throw new Unknowable(`a placeholder may stand for schema ${schema}`)
}

/** Refuses because of what is already there, or gives up when an unreadable statement may have dropped it. */
export function existing(session: Session, what: Fault): never {
  if (session.isTaintedSinceMade(what.name.name, what.column)) {
    throw new Unknowable(`an unreadable statement may have dropped ${shown(what.name)}`)
  }
  throw refusalOf('existing', what)
}

export function missingSchema(session: Session, name: string, at?: number): never {
  return missing(session, {
    sqlstate: '3F000',
    message: `schema "${name}" does not exist`,
    kind: 'schema',
    name: { schema: null, name },
    at,
  })
}

/** The relation a name means, or PostgreSQL's refusal. `parser`: queries say 42P01 even when the schema is missing. */
export function requireRelation(
  session: Session,
  range: RangeVar | undefined,
  from: 'parser' | 'utility' = 'utility',
): Relation {
  const name = nameOf(range)
  const found = findRelation(session, name)
  if (found) return found
  if (from === 'utility' && name.schema !== null && !session.schema(name.schema)) {
    return missingSchema(session, name.schema, range?.location)
  }
  return missing(session, {
    sqlstate: '42P01',
    message: `relation "${shown(name)}" does not exist`,
    kind: 'relation',
    name,
    at: range?.location,
  })
}

/** The schema in which a new object goes. */
export function targetSchema(session: Session, name: QualifiedName, at?: number): Schema {
  // The first object in it makes it.
  if (name.schema === temporarySchema) return session.temporarySchema()
  if (name.schema !== null)
    return session.writable(session.schema(name.schema) ?? missingSchema(session, name.schema, at))
  const schema = session.creationSchema()
  if (!schema) throw new Refusal('3F000', 'no schema has been selected to create in', { at })
  return session.writable(schema)
}

/** Where a relation is made: a temporary one in no schema that others see. */
export function relationSchema(session: Session, name: QualifiedName, isTemporary: boolean, at?: number): Schema {
  const isInTemporary = name.schema === temporarySchema || (isTemporary && name.schema === null)
  if (isInTemporary) return session.temporarySchema()
  const schema = targetSchema(session, name, at)
  if (!isTemporary) return schema
  throw new Refusal('42P16', 'cannot create temporary relation in non-temporary schema', { at })
}

const encoder = new TextEncoder()

export function byteLength(text: string): number {
  // Nearly every name is plain ASCII, and encoding is slow.
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return encoder.encode(text).length
  return text.length
}

/** The longest prefix of at most that many UTF-8 bytes that ends at a character. */
export function clip(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text
  let kept = ''
  let length = 0
  for (const character of text) {
    length += byteLength(character)
    if (length > bytes) break
    kept += character
  }
  return kept
}

/** `makeObjectName`: `first_second_label`, the two names shortened evenly until it fits. */
export function objectName(first: string, second: string | null, label: string | null): string {
  const overhead = (second === null ? 0 : 1) + (label === null ? 0 : byteLength(label) + 1)
  let firstBytes = byteLength(first)
  let secondBytes = second === null ? 0 : byteLength(second)
  while (firstBytes + secondBytes > nameBytes - overhead) {
    if (firstBytes > secondBytes) firstBytes--
    else secondBytes--
  }
  let name = clip(first, firstBytes)
  if (second !== null) name += `_${clip(second, secondBytes)}`
  return label === null ? name : `${name}_${label}`
}

/** `ChooseRelationName`: the first free `first_second_label`, `…label1`, `…label2`. */
export function chooseRelationName(
  schema: Schema,
  parts: { first: string; second: string | null; label: string },
  isConstraint = false,
): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(parts.first, parts.second, pass === 0 ? parts.label : `${parts.label}${pass}`)
    if (!schema.relations.has(name) && !(isConstraint && schema.constraintNames.has(name))) return name
  }
}

/** `ChooseConstraintName`: the first name that no constraint of the schema bears. */
export function chooseConstraintName(
  schema: Schema,
  parts: { first: string; second: string | null; label: string },
  taken?: ReadonlySet<string>,
): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(parts.first, parts.second, pass === 0 ? parts.label : `${parts.label}${pass}`)
    if (!schema.constraintNames.has(name) && !taken?.has(name)) return name
  }
}
