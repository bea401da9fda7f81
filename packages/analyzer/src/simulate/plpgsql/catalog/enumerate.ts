import type { BuiltinSchema } from '../../../builtins/index.ts'
import { constraintsNamed } from '../../edge.ts'
import { mapped } from '../../mapped.ts'
import type { Constraint, Relation, Routine, Schema, Type } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { type Known, Reference } from '../value.ts'
import { oidOf } from './oids.ts'

/** The values that a column of a wanted row may have; `undefined` when any will do. */
export type Wanted = readonly Known[] | undefined

/** What is known of the wanted rows beforehand. */
export type Hints = ReadonlyMap<string, readonly Known[]>

/** A schema as catalog tables show it, with the parts that extensions keep elsewhere. */
export interface ShownSchema {
  readonly name: string
  readonly oid: number
  readonly schema: Schema
  readonly parts: readonly Schema[]
}

/** All schemas, or those that a hint names. */
export function* schemas(session: Session, wanted: Wanted): Iterable<ShownSchema> {
  const ofPlatform = session.platform?.made() ?? []
  for (const schema of [...session.store.schemas.values(), ...session.systemSchemas(), ...ofPlatform]) {
    if (!isWanted(wanted, schema.name)) continue
    const oid = oidOf(session.system.schemas.get(schema.name) ?? schema)
    yield { name: schema.name, oid, schema, parts: [schema, ...schema.guests] }
  }
}

export function isWanted(wanted: Wanted, value: string): boolean {
  return wanted === undefined || wanted.some((one) => typeof one !== 'string' || one === value)
}

/** Whether a hint, if there is one, names this object. */
export function isWantedOid(wanted: Wanted, oid: number): boolean {
  if (wanted === undefined) return true
  return wanted.some((one) => (one instanceof Reference ? one.oid === oid : typeof one !== 'number' || one === oid))
}

/** The names that are asked for; `null`: all. */
function namesOf(wanted: Wanted): readonly string[] | null {
  if (wanted === undefined) return null
  const names = wanted.filter((one) => typeof one === 'string')
  return names.length === wanted.length ? [...new Set(names)] : null
}

/** What PostgreSQL and extensions bring is decoded by name: asked for all, the names have to be known. */
function builtinPart(session: Session, part: Schema): BuiltinSchema | undefined {
  const { builtins, schemas: own } = session.system
  if (own.get(part.name) === part) return builtins.catalog.schemas.get(part.name)
  for (const extension of session.store.extensions.values()) {
    const content = extension.content === part ? builtins.extension(extension.name)?.catalog : undefined
    if (content) return content.schemas.get('@') ?? content.schemas.values().next().value
  }
  return undefined
}

export interface Within<T> {
  readonly schema: ShownSchema
  readonly object: T
}

/** Relations of the wanted schemas and names. */
export function* relations(session: Session, schema: Wanted, name: Wanted): Iterable<Within<Relation>> {
  const names = namesOf(name)
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      const known = names ?? builtinPart(session, part)?.relationNames()
      for (const object of known ? mapped(known, (one) => part.relations.get(one)) : part.relations.values())
        if (object) yield { schema: shown, object }
    }
  }
}

export function* types(session: Session, schema: Wanted, name: Wanted): Iterable<Within<Type>> {
  const names = namesOf(name)
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      for (const object of names ? mapped(names, (one) => part.types.get(one)) : part.types.values())
        if (object) yield { schema: shown, object }
    }
  }
}

export function* routines(session: Session, schema: Wanted, name: Wanted): Iterable<Within<Routine>> {
  const names = namesOf(name)
  for (const shown of schemas(session, schema)) {
    for (const part of shown.parts) {
      const all = () => builtinPart(session, part)?.functionNames() ?? part.routines.keys()
      for (const one of names ?? all())
        for (const object of part.routines.get(one) ?? []) yield { schema: shown, object }
    }
  }
}

/** Tables and indexes that the history made: only they have constraints, triggers and policies that matter. */
export function* ownRelations(session: Session, schema: Wanted, name: Wanted): Iterable<Within<Relation>> {
  for (const found of relations(session, schema, name))
    if (!found.object.system || session.platform?.schema(found.schema.name)) yield found
}

export interface ConstraintWithin {
  readonly schema: ShownSchema
  readonly owner: Relation | Type
  readonly constraint: Constraint
}

/** Constraints of tables and domains, of the wanted names, schemas and tables. */
export function* constraints(
  session: Session,
  wanted: { readonly name?: Wanted; readonly schema?: Wanted; readonly table?: Wanted },
): Iterable<ConstraintWithin> {
  const names = namesOf(wanted.name)
  for (const shown of schemas(session, wanted.schema)) {
    if (shown.schema.system) continue
    for (const constraint of constraintsIn(shown.schema, names, namesOf(wanted.table))) {
      const { owner } = constraint
      if (isWanted(wanted.table, owner.name)) yield { schema: shown, owner, constraint }
    }
  }
}

function* constraintsIn(
  schema: Schema,
  names: readonly string[] | null,
  tables: readonly string[] | null,
): Iterable<Constraint> {
  if (names) for (const name of names) yield* constraintsNamed(schema, name)
  else if (tables) for (const table of tables) yield* schema.relations.get(table)?.constraints.values() ?? []
  else for (const name of schema.constraintNames.keys()) yield* constraintsNamed(schema, name)
}

/** Columns by position. */
export function columnsInOrder(relation: Relation) {
  return [...relation.columns.values()].sort((a, b) => a.position - b.position)
}
