import { findRelation } from '../../names.ts'
import type { Entity } from '../../objects.ts'
import { splitIdentifiers } from '../../query/identifiers.ts'
import { Refusal, Unknowable } from '../../refusal.ts'
import type { Session } from '../../session.ts'
import { constraintDefinition, functionArguments, functionDefinition, indexDefinition } from '../catalog/definitions.ts'
import { entityOf, schemaName, typeText } from '../catalog/oids.ts'
import { castText, compare, isKnown, joinTexts, type Known, textOf, Unknown, unknown, type Value } from '../value.ts'
import { isVisible, lookUp, type ObjectClass, objectClasses, oidNumber } from './lookup.ts'
import { isAscii } from './operators.ts'
import { formatText, quoteIdent, quoteValue } from './quoting.ts'

type Function = (args: readonly Value[], session: Session) => Value

/** A built-in function; `undefined` for one whose result is not known here. */
export function builtinFunction(name: string): Function | undefined {
  return (
    functions[name] ??
    (objectClasses.has(name.slice('to_'.length)) && name.startsWith('to_reg') ? toReg(name) : undefined)
  )
}

function toReg(name: string): Function {
  return ([text = null], session) => lookUp(session, text, name.slice('to_'.length) as ObjectClass)
}

/** Strict functions of known texts. */
function ofTexts(work: (...texts: string[]) => Value): Function {
  return (args) => {
    const texts: string[] = []
    let isUnknown = false
    for (const arg of args) {
      const text = castText(arg)
      if (text === null) return null
      if (text instanceof Unknown) isUnknown = true
      else texts.push(text)
    }
    return isUnknown ? unknown : work(...texts)
  }
}

const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text))

/** `substr(text, from, length)`, counted from 1. */
function substring(text: string, from: string, length?: string): Value {
  const characters = [...text]
  const start = Number(from) - 1
  if (Number.isNaN(start)) return unknown
  const end = length === undefined ? characters.length : start + Number(length)
  return characters.slice(Math.max(0, start), Math.max(0, end)).join('')
}

/** Fields count from 1, and from the end when negative. */
function splitPart(text: string, separator: string, at: number): Value {
  if (at === 0) throw new Refusal('22023', 'field position must not be zero')
  const fields = separator === '' ? [text] : text === '' ? [''] : text.split(separator)
  return fields[at > 0 ? at - 1 : fields.length + at] ?? ''
}

/** In a text that is known in part, what stands before the first change is still known. */
function replaced(args: readonly Value[], session: Session): Value {
  const [text, from] = args
  if (text instanceof Unknown && typeof from === 'string') {
    const [start] = text.parts
    return typeof start === 'string' && from !== '' && !start.includes(from) ? new Unknown([start, null]) : unknown
  }
  return ofTexts((whole, part = '', by = '') => (part === '' ? whole : whole.replaceAll(part, by)))(args, session)
}

function strip(text: string, characters: string, where: 'both' | 'left' | 'right'): string {
  const set = [...characters]
  let start = 0
  let end = text.length
  while (where !== 'right' && start < end && set.includes(text.charAt(start))) start++
  while (where !== 'left' && end > start && set.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

const functions: Readonly<Record<string, Function>> = {
  // What becomes of other letters depends on the locale.
  lower: ofTexts((text) => (isAscii(text) ? text.toLowerCase() : unknown)),
  upper: ofTexts((text) => (isAscii(text) ? text.toUpperCase() : unknown)),
  btrim: ofTexts((text, set = ' ') => strip(text, set, 'both')),
  ltrim: ofTexts((text, set = ' ') => strip(text, set, 'left')),
  rtrim: ofTexts((text, set = ' ') => strip(text, set, 'right')),
  replace: (args, session) => replaced(args, session),
  length: ofTexts((text) => [...text].length),
  char_length: ofTexts((text) => [...text].length),
  left: ofTexts((text, count) => [...text].slice(0, number(count, 0)).join('')),
  right: ofTexts((text, count) => (number(count, 0) <= 0 ? unknown : [...text].slice(-number(count, 0)).join(''))),
  substr: ofTexts((text, from = '1', length) => substring(text, from, length)),
  substring: ofTexts((text, from = '1', length) => substring(text, from, length)),
  strpos: ofTexts(
    (text, part = '') => [...text.slice(0, Math.max(0, text.indexOf(part)))].length + (text.includes(part) ? 1 : 0),
  ),
  position: ofTexts(
    (text, part = '') => [...text.slice(0, Math.max(0, text.indexOf(part)))].length + (text.includes(part) ? 1 : 0),
  ),
  reverse: ofTexts((text) => [...text].reverse().join('')),
  repeat: ofTexts((text, count) => text.repeat(Math.max(0, number(count, 0)))),
  lpad: ofTexts((text, width, fill = ' ') => text.padStart(number(width, 0), fill).slice(0, number(width, 0))),
  rpad: ofTexts((text, width, fill = ' ') => text.padEnd(number(width, 0), fill).slice(0, number(width, 0))),
  split_part: ofTexts((text, separator = '', at = '') => splitPart(text, separator, Number(at))),
  starts_with: ofTexts((text, start = '') => text.startsWith(start)),
  concat: (args) => joinTexts(args.map((arg) => textOf(arg) ?? '')),
  concat_ws: ([separator = null, ...rest]) => joinWith(separator, rest),
  format: ([template = null, ...rest]) => formatText(template, rest),
  quote_ident: ([value = null]) => quoteValue(value, 'identifier'),
  quote_literal: ([value = null]) => quoteValue(value, 'literal'),
  quote_nullable: ([value = null]) => quoteValue(value, 'nullable'),
  array_length: ([array = null, dimension = null]) => bound(array, dimension, (length) => length),
  array_upper: ([array = null, dimension = null]) => bound(array, dimension, (length) => length),
  array_lower: ([array = null, dimension = null]) => bound(array, dimension, () => 1),
  cardinality: ([array = null]) => (isArray(array) ? array.length : array === null ? null : unknown),
  array_append: ([array = null, value = null]) =>
    isArray(array) ? [...array, value] : array === null ? [value] : unknown,
  array_remove: ([array = null, value = null]) => removed(array, value),
  array_position: ([array = null, value = null]) => positionOf(array, value),
  array_to_string: ([array = null, separator = null]) =>
    isArray(array) ? joinWith(separator, array) : array === null ? null : unknown,
  string_to_array: ([text = null, separator = null, ...more]) =>
    typeof text === 'string' && typeof separator === 'string' && separator !== '' && more.length === 0
      ? text === ''
        ? []
        : text.split(separator)
      : unknown,
  current_schema: (_args, session) => session.creationSchema()?.name ?? null,
  current_schemas: ([implicit = null], session) => currentSchemas(session, implicit),
  current_setting: ([name = null], session) => setting(name, session),
  set_config: ([name = null, value = null, local = null], session) => setConfig(session, { name, value, local }),
  format_type: ([oid = null, modifier = null], session) => formatType(oid, modifier, session),
  pg_table_is_visible: ([oid = null], session) => visible(oid, session),
  pg_type_is_visible: ([oid = null], session) => visible(oid, session),
  pg_get_serial_sequence: ([table = null, column = null], session) => serialSequence(table, column, session),
  pg_sleep: () => null,
  pg_get_constraintdef: ([oid = null], session) =>
    described(oid, 'constraint', (entity) => constraintDefinition(session, entity)),
  pg_get_indexdef: ([oid = null, ...more], session) =>
    more.length > 0 ? unknown : described(oid, 'relation', (entity) => indexDefinition(session, entity)),
  pg_get_functiondef: ([oid = null], session) =>
    described(oid, 'routine', (entity) => functionDefinition(session, entity)),
  pg_get_function_identity_arguments: ([oid = null], session) =>
    described(oid, 'routine', (entity) => functionArguments(session, entity)),
  oidvectortypes: ([oids = null], session) => typeList(oids, session),
  abs: ([value = null]) => (typeof value === 'number' ? Math.abs(value) : value === null ? null : unknown),
}

/** A bound of the first dimension; an empty array has none. */
function bound(array: Value, dimension: Value, of: (length: number) => number): Value {
  if (array === null || dimension === null) return null
  if (!isArray(array) || dimension !== 1) return unknown
  return array.length === 0 ? null : of(array.length)
}

/** What a function says of the object that an oid means; NULL when it is another kind of object. */
function described<K extends Entity['class']>(
  oid: Value,
  kind: K,
  describe: (entity: Extract<Entity, { class: K }>) => Value,
): Value {
  if (oid === null) return null
  const number = oidNumber(oid)
  if (number === null) return unknown
  const entity = entityOf(number)
  return entity && isOf(entity, kind) ? describe(entity) : unknown
}

function isOf<K extends Entity['class']>(entity: Entity, kind: K): entity is Extract<Entity, { class: K }> {
  return entity.class === kind
}

function typeList(oids: Value, session: Session): Value {
  if (!isArray(oids)) return oids === null ? null : unknown
  const texts = oids.map((oid) => formatType(oid, null, session))
  return texts.every((text) => typeof text === 'string') ? texts.join(', ') : unknown
}

function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function joinWith(separator: Value, values: readonly Value[]): Value {
  if (separator === null) return null
  const between = castText(separator)
  if (typeof between !== 'string') return unknown
  const texts: (string | Unknown)[] = []
  for (const value of values) {
    const text = textOf(value)
    if (text === null) continue
    if (texts.length > 0) texts.push(between)
    texts.push(text)
  }
  return joinTexts(texts)
}

function removed(array: Value, value: Value): Value {
  if (!isArray(array) || !isKnown(value)) return array === null ? null : unknown
  const orders = array.map((one) => (one === null || !isKnown(one) || value === null ? null : compare(one, value)))
  return array.some((one) => !isKnown(one)) ? unknown : array.filter((_, at) => orders[at] !== 0)
}

function positionOf(array: Value, value: Value): Value {
  if (!isArray(array) || !isKnown(value)) return array === null ? null : unknown
  for (const [at, one] of array.entries()) {
    if (!isKnown(one)) return unknown
    if (one === value || (one !== null && value !== null && compare(one as Known, value) === 0)) return at + 1
  }
  return null
}

function currentSchemas(session: Session, implicit: Value): Value {
  if (typeof implicit !== 'boolean') return unknown
  const names = session.path().map((schema) => schema.name)
  return implicit ? names : names.filter((name) => name !== 'pg_catalog' && name !== 'pg_temp')
}

/** Settings that follow from what is simulated; the minor version is not known. */
function setting(name: Value, session: Session): Value {
  if (name === 'server_version_num') return String(session.pgVersion * 10_000 + 1)
  if (name === 'search_path')
    return session.searchPath.map((part) => (part === '$user' ? '"$user"' : quoteIdent(part))).join(', ')
  return unknown
}

function formatType(oid: Value, modifier: Value, session: Session): Value {
  if (oid === null) return null
  const number = oidNumber(oid)
  const type = number === null ? null : entityOf(number)
  if (type?.class !== 'type' || (modifier !== null && modifier !== -1)) return unknown
  return typeText(session, type)
}

function visible(oid: Value, session: Session): Value {
  const number = oidNumber(oid)
  return number === null ? unknown : isVisible(session, number)
}

function serialSequence(table: Value, column: Value, session: Session): Value {
  if (table === null || column === null) return null
  const name = typeof table === 'string' ? splitIdentifiers(table) : null
  const relation = name ? findRelation(session, name) : null
  const found = typeof column === 'string' ? relation?.columns.get(column) : undefined
  if (!found) return unknown
  for (const schema of session.store.schemas.values()) {
    for (const sequence of schema.relations.values())
      if (sequence.sequence?.ownedBy === found)
        return `${quoteIdent(schemaName(session, schema))}.${quoteIdent(sequence.name)}`
  }
  return null
}

/** Sets what is simulated of the settings: the search path. */
function setConfig(session: Session, { name, value, local }: { name: Value; value: Value; local: Value }): Value {
  if (name !== 'search_path') return value
  if (typeof value !== 'string' || typeof local !== 'boolean')
    throw new Unknowable('the search path is not known', null)
  const parts = value.split(',').map((part) => splitIdentifiers(part)?.name ?? '')
  session.setSearchPath(
    parts.filter((part) => part !== ''),
    local,
  )
  return value
}
