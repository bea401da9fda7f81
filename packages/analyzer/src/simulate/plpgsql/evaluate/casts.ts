import type { TypeName } from '@migration-doctor/sql'
import { findType, qualifiedName } from '../../names.ts'
import type { Type } from '../../objects.ts'
import { splitIdentifiers } from '../../query/identifiers.ts'
import { checkText } from '../../query/literal-text.ts'
import { Refusal } from '../../refusal.ts'
import type { Session } from '../../session.ts'
import { castText, isKnown, type Known, Reference, textOf, toBoolean, Unknown, unknown, type Value } from '../value.ts'
import { lookUp, type ObjectClass, objectClasses } from './lookup.ts'

const textTypes: ReadonlySet<string> = new Set([
  'text',
  'varchar',
  'bpchar',
  'name',
  'char',
  'citext',
  'sql_identifier',
  'character_data',
])
const numberTypes: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'numeric',
  'float4',
  'float8',
  'cardinal_number',
])

/** `value::type` */
export function castValue(value: Value, type: TypeName | undefined, session: Session): Value {
  if (value === null) return null
  const { name } = qualifiedName(type?.names)
  if (type?.arrayBounds?.length || name.startsWith('_')) return castArray(value, { ...type, arrayBounds: [] }, session)
  if (textTypes.has(name)) return castText(value)
  if (objectClasses.has(name)) return castObject(value, name as ObjectClass, session)
  if (!isKnown(value)) return unknown
  if (numberTypes.has(name)) return castNumber(value, name)
  if (name === 'bool') return toBoolean(value) ?? unknown
  if (name === 'oid') return value instanceof Reference ? value.oid : castNumber(value, name)
  if (name === 'uuid' && typeof value === 'string') return value.toLowerCase()
  return keepsText(session, type) ? value : unknown
}

/** Whether equal texts, and only they, are equal values: labels of enums. */
function keepsText(session: Session, type: TypeName | undefined): boolean {
  return findType(session, qualifiedName(type?.names))?.kind === 'enum'
}

/** A value as a variable of a type keeps it. @throws Refusal when the type has no such value */
export function toType(value: Value, type: Type, session: Session): Value {
  if (value === null) return null
  if (type.kind === 'array' && type.element) {
    const { element } = type
    const items = Array.isArray(value) ? value : typeof value === 'string' ? readArray(value) : null
    return items ? items.map((item: Value) => toType(item, element, session)) : unknown
  }
  if (type.category === 'S') return castText(value)
  if (typeof value !== 'string') return value
  if (numberTypes.has(type.name)) return castNumber(value, type.name)
  if (type.system && type.schema === session.system.catalog)
    checkText(type.name, value, { at: undefined, major: session.pgVersion })
  return type.name === 'bool' ? (toBoolean(value) ?? unknown) : value
}

/** The elements of an array, read from its text when it is one. */
function castArray(value: Value, element: TypeName, session: Session): Value {
  const items = Array.isArray(value) ? value : typeof value === 'string' ? readArray(value) : null
  return items ? items.map((item: Value) => castValue(item, element, session)) : unknown
}

/** `{a,"b c",NULL}`; `null` for nested arrays and bounds. */
function readArray(text: string): readonly Value[] | null {
  if (!/^\s*(?:\{|\[\s*[-+]?\d)/.test(text)) throw new Refusal('22P02', `malformed array literal: "${text}"`)
  const inside = /^\s*\{([^{}]*)\}\s*$/.exec(text)?.[1]
  if (inside === undefined) return null
  if (inside.trim() === '') return []
  const items: Value[] = []
  for (const [, quoted, plain = ''] of inside.matchAll(/(?:^|,)\s*(?:"((?:[^"\\]|\\.)*)"|([^,"]*))\s*(?=,|$)/g)) {
    if (quoted !== undefined) items.push(quoted.replace(/\\(.)/g, '$1'))
    else items.push(/^null$/i.test(plain.trim()) ? null : plain.trim())
  }
  return items
}

function castObject(value: Value, to: ObjectClass, session: Session): Value {
  const found = lookUp(session, value, to)
  if (found !== null) return found
  const text = textOf(value)
  if (typeof text !== 'string') return unknown
  if (to === 'regclass' && !splitIdentifiers(text)) throw new Refusal('42602', 'invalid name syntax')
  if (to === 'regclass') throw new Refusal('42P01', `relation "${text}" does not exist`)
  if (to === 'regtype') throw new Refusal('42704', `type "${text}" does not exist`)
  if (to === 'regnamespace') throw new Refusal('3F000', `schema "${text}" does not exist`)
  throw new Refusal('42883', `function "${text}" does not exist`)
}

const typeNames: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
}

function castNumber(value: Known, name: string): Value {
  if (typeof value === 'number') return name.startsWith('int') ? Math.round(value) : value
  if (value instanceof Reference) return value.oid
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return unknown
  const whole = name.startsWith('int') || name === 'oid'
  const pattern = whole ? /^\s*[+-]?\d+\s*$/ : /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i
  if (pattern.test(value)) return Number(value)
  if (/^\s*[+-]?(0x|0o|0b|nan|inf)|\d_\d/i.test(value)) return new Unknown()
  throw new Refusal('22P02', `invalid input syntax for type ${typeNames[name] ?? name}: "${value}"`)
}
