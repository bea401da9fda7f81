import { findRelation, findRoutines, findType } from '../../names.ts'
import type { Entity, Relation, Routine, Schema, Type } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { shownType } from '../../types.ts'
import { quoteIdent } from '../evaluate/quoting.ts'
import { Reference } from '../value.ts'

const numbers = new WeakMap<Entity, number>()
const byNumber = new Map<number, WeakRef<Entity>>()
let next = 16_384

/** The number by which catalog tables refer to an object: made up, and the same as long as the object lives. */
export function oidOf(entity: Entity): number {
  const known = numbers.get(entity)
  if (known !== undefined) return known
  const made = next++
  numbers.set(entity, made)
  byNumber.set(made, new WeakRef(entity))
  return made
}

export function entityOf(oid: number): Entity | null {
  return byNumber.get(oid)?.deref() ?? null
}

export type ReferenceType = 'regclass' | 'regtype' | 'regproc' | 'regprocedure' | 'regnamespace'

/** An object as its `reg…` type prints it; a routine with its arguments, unless it is a `regproc`. */
export function reference(session: Session, entity: Entity, as: ReferenceType | null = null): Reference {
  const text = printed(session, entity)
  return new Reference(oidOf(entity), as === 'regproc' ? text.slice(0, text.indexOf('(')) : text)
}

function printed(session: Session, entity: Entity): string {
  switch (entity.class) {
    case 'relation':
      return qualified(session, entity, findRelation(session, { schema: null, name: entity.name }) === entity)
    case 'type':
      return typeText(session, entity)
    case 'routine':
      return routineText(session, entity)
    default:
      return quoteIdent(entity.name)
  }
}

function qualified(session: Session, entity: Relation | Type | Routine, isVisible: boolean): string {
  const name = quoteIdent(entity.name)
  return isVisible ? name : `${quoteIdent(schemaName(session, entity.schema))}.${name}`
}

/** What an extension brings is kept apart, and belongs to the schema that it is installed in. */
export function schemaName(session: Session, schema: Schema): string {
  for (const own of [...session.store.schemas.values(), ...session.systemSchemas()])
    if (own.guests.has(schema)) return own.name
  return schema.name
}

/** `format_type` */
export function typeText(session: Session, type: Type): string {
  if (type.kind === 'array' && type.element) return `${typeText(session, type.element)}[]`
  if (type.system && type.schema.name === 'pg_catalog') return shownType(type)
  return qualified(session, type, findType(session, { schema: null, name: type.name }) === type)
}

function routineText(session: Session, routine: Routine): string {
  const visible = findRoutines(session, { schema: null, name: routine.name }).includes(routine)
  const inputs = routine.inputs.map((type) => typeText(session, type)).join(',')
  return `${qualified(session, routine, visible)}(${inputs})`
}
