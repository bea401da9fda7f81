import { findRelation, findRoutines, findType } from '../../names.ts'
import type { Entity, Type } from '../../objects.ts'
import { splitIdentifiers } from '../../query/identifiers.ts'
import { Refusal } from '../../refusal.ts'
import type { Session } from '../../session.ts'
import { entityOf, oidOf, reference } from '../catalog/oids.ts'
import { castText, Reference, Unknown, unknown, type Value } from '../value.ts'

export type ObjectClass = 'regclass' | 'regtype' | 'regproc' | 'regprocedure' | 'regnamespace'

export const objectClasses: ReadonlySet<string> = new Set([
  'regclass',
  'regtype',
  'regproc',
  'regprocedure',
  'regnamespace',
])

/** `to_regclass` and its like, and casts to `regclass`: NULL when there is no such object. */
export function lookUp(session: Session, value: Value, to: ObjectClass): Value {
  if (value instanceof Reference || typeof value === 'number') return byNumber(session, value, to)
  const text = castText(value)
  if (text === null) return null
  if (typeof text !== 'string') return unknown
  if (/^\d+$/.test(text)) return byNumber(session, Number(text), to)
  const entity = find(session, text, to)
  if (entity instanceof Unknown) return unknown
  const name = splitIdentifiers(text)?.name ?? text
  if (session.isTainted(name)) return unknown
  return entity ? reference(session, entity, to) : null
}

function byNumber(session: Session, value: Reference | number, to: ObjectClass): Value {
  if (value === 0) return new Reference(0, '-')
  const entity = entityOf(typeof value === 'number' ? value : value.oid)
  return entity ? reference(session, entity, to) : value
}

function find(session: Session, text: string, to: ObjectClass): Entity | null | Unknown {
  if (to === 'regtype') return typeNamed(session, text)
  if (to === 'regprocedure') {
    const open = text.indexOf('(')
    return open === -1 ? null : routineNamed(session, text.slice(0, open), text.slice(open + 1, text.lastIndexOf(')')))
  }
  const name = splitIdentifiers(text)
  if (!name && (to === 'regclass' || to === 'regproc')) {
    // Later versions say NULL here, as of a name that is not found.
    if (session.pgVersion < 16) throw new Refusal('42602', 'invalid name syntax')
    return null
  }
  if (!name) return unknown
  if (to === 'regnamespace') return session.schema(name.name)
  if (to === 'regclass') return findRelation(session, name)
  const [first, second] = findRoutines(session, name)
  return second ? unknown : (first ?? null)
}

/** SQL's own spellings of types. */
const spellings: Readonly<Record<string, string>> = {
  integer: 'int4',
  int: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  real: 'float4',
  decimal: 'numeric',
  'double precision': 'float8',
  character: 'bpchar',
  'character varying': 'varchar',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time without time zone': 'time',
}

function typeNamed(session: Session, text: string): Type | null | Unknown {
  const plain = text.trim().replace(/\(\s*\d+(\s*,\s*\d+)?\s*\)/, '')
  const isArray = plain.endsWith('[]')
  const written = isArray ? plain.slice(0, -2).trim() : plain
  const name = splitIdentifiers(spellings[written.toLowerCase()] ?? written)
  if (!name) return unknown
  const type = findType(session, name)
  return isArray ? (type?.array ?? null) : type
}

function routineNamed(session: Session, written: string, args: string): Entity | null | Unknown {
  const name = splitIdentifiers(written)
  if (!name) return unknown
  const inputs = args.trim() === '' ? [] : args.split(',').map((arg) => typeNamed(session, arg))
  const types: Type[] = []
  for (const input of inputs) {
    if (input instanceof Unknown) return unknown
    if (!input) return null
    types.push(input)
  }
  const all = findRoutines(session, name)
  return (
    all.find((one) => one.inputs.length === types.length && one.inputs.every((type, at) => type === types[at])) ?? null
  )
}

/** Whether an unqualified name finds this relation: `pg_table_is_visible`. */
export function isVisible(session: Session, oid: number): Value {
  const entity = entityOf(oid)
  if (!entity) return null
  const name = { schema: null, name: entity.name }
  if (entity.class === 'relation') return findRelation(session, name) === entity
  if (entity.class === 'type') return findType(session, name) === entity
  return unknown
}

export function oidNumber(value: Value): number | null {
  if (value instanceof Reference) return value.oid
  return typeof value === 'number' ? value : null
}

export { oidOf }
