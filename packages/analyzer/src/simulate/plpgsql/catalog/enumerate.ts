import type { Constraint, Relation, Routine, Schema, Type } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { type Known, Reference } from '../value.ts'
import { oidOf } from './oids.ts'

/** What is known of the wanted rows beforehand: columns with the one value they must have. */
export type Hints = ReadonlyMap<string, Known>

/** A schema as catalog tables show it, with the parts that extensions keep elsewhere. */
export interface ShownSchema {
  readonly name: string
  readonly oid: number
  readonly schema: Schema
  readonly parts: readonly Schema[]
}

/** All schemas, or the one that a hint names. */
export function* schemas(session: Session, name: Known | undefined): Iterable<ShownSchema> {
  for (const schema of [...session.store.schemas.values(), ...session.system.schemas.values()]) {
    if (typeof name === 'string' && name !== schema.name) continue
    yield { name: schema.name, oid: oidOf(schema), schema, parts: [schema, ...schema.guests] }
  }
}

export function isWanted(wanted: Known | undefined, value: string): boolean {
  return typeof wanted !== 'string' || wanted === value
}

/** Whether a hint, if there is one, names this object. */
export function isWantedOid(wanted: Known | undefined, oid: number): boolean {
  if (wanted instanceof Reference) return wanted.oid === oid
  return typeof wanted !== 'number' || wanted === oid
}

/** System relations are decoded by name: asked for all, their names have to be known. */
function relationNames(session: Session, schema: Schema): Iterable<string> {
  return schema.system && session.system.schemas.get(schema.name) === schema
    ? (session.system.builtins.catalog.schemas.get(schema.name)?.relationNames() ?? [])
    : schema.relations.keys()
}

export interface Within<T> {
  readonly schema: ShownSchema
  readonly object: T
}

/** Relations of the wanted schema and name. */
export function* relations(
  session: Session,
  schema: Known | undefined,
  name: Known | undefined,
): Iterable<Within<Relation>> {
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      const names = typeof name === 'string' ? [name] : relationNames(session, part)
      for (const one of names) {
        const object = part.relations.get(one)
        if (object) yield { schema: shown, object }
      }
    }
  }
}

export function* types(session: Session, schema: Known | undefined, name: Known | undefined): Iterable<Within<Type>> {
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      const found = typeof name === 'string' ? [part.types.get(name)] : part.types.values()
      for (const object of found) if (object) yield { schema: shown, object }
    }
  }
}

export function* routines(
  session: Session,
  schema: Known | undefined,
  name: Known | undefined,
): Iterable<Within<Routine>> {
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      const builtin = part.system ? session.system.builtins.catalog.schemas.get(part.name)?.functionNames() : undefined
      const names = typeof name === 'string' ? [name] : (builtin ?? part.routines.keys())
      for (const one of names) for (const object of part.routines.get(one) ?? []) yield { schema: shown, object }
    }
  }
}

/** Tables and indexes that the history made: only they have constraints, triggers and policies that matter. */
export function* ownRelations(
  session: Session,
  schema: Known | undefined,
  name: Known | undefined,
): Iterable<Within<Relation>> {
  for (const found of relations(session, schema, name)) if (!found.object.system) yield found
}

export interface ConstraintWithin {
  readonly schema: ShownSchema
  readonly owner: Relation | Type
  readonly constraint: Constraint
}

/** Constraints of tables and domains. */
export function* constraints(session: Session, schema: Known | undefined): Iterable<ConstraintWithin> {
  for (const { schema: shown, object } of ownRelations(session, schema, undefined)) {
    for (const constraint of object.constraints.values()) yield { schema: shown, owner: object, constraint }
  }
  for (const shown of schemas(session, schema)) {
    if (shown.schema.system) continue
    for (const type of shown.schema.types.values()) {
      for (const constraint of type.constraints.values()) yield { schema: shown, owner: type, constraint }
    }
  }
}

/** Columns by position. */
export function columnsInOrder(relation: Relation) {
  return [...relation.columns.values()].sort((a, b) => a.position - b.position)
}
