import type { CatalogObject, Difference, FactDifference, TypeObject } from '@migration-doctor/core'
import { constraintBack } from './change-constraint.ts'
import type { FixContext } from './fix.ts'
import { type GuardStyle, guarded, type Named } from './guard.ts'
import { identifier, literal, qualified, regclass } from './names.ts'

/** Statements that bring things back to what the history makes. */
export interface Back {
  readonly up: readonly string[]
  readonly losesData: boolean
  /** A row can be in the way of it. */
  readonly needsFit: boolean
}

/** `null`: one of the differences has no change back that we would dare to propose. */
export function changeBack(differences: readonly Difference[], context: FixContext): Back | null {
  const style = context.project.migrations.some(({ execution }) => execution.send === 'semicolon') ? 'plain' : 'block'
  const parts = differences.toSorted(byRank).map((difference) => {
    return isFinal(difference, context) ? backOf(difference, { style, context }) : null
  })
  if (parts.length === 0 || parts.includes(null)) return null
  const all = parts.flatMap((part) => part ?? [])
  return {
    up: all.flatMap(({ up }) => up),
    losesData: all.some(({ losesData }) => losesData),
    needsFit: all.some(({ needsFit }) => needsFit),
  }
}

/** Names first: the others name what they change as the history does. */
function byRank(a: Difference, b: Difference): number {
  return rank(a) - rank(b)
}

function rank({ facts, object }: Difference): number {
  return facts.some(({ fact }) => fact === 'name') ? 0 : object.kind === 'column' ? 1 : 2
}

/** A pending migration may mean to change it, too: then what is right is not known. */
function isFinal({ key, facts }: Difference, { analysis }: FixContext): boolean {
  const final = analysis.world.timeline.catalog().objects.get(key)
  if (!final) return false
  const wanted = new Map<string, unknown>(Object.entries(final))
  return facts.every(({ fact, left }) => JSON.stringify(wanted.get(fact)) === JSON.stringify(left))
}

interface Setting {
  readonly style: GuardStyle
  readonly context: FixContext
}

function backOf({ object, facts }: Difference, setting: Setting): Back | null {
  const [first] = facts
  if (first?.fact === 'name') return renameBack(object, String(first.right), setting)
  if (object.kind === 'column') return columnBack(object, facts)
  if (object.kind === 'enum') return labelsBack(object, facts)
  if (object.kind === 'constraint') {
    const sql = constraintBack(object, facts, setting.style)
    return sql === null ? null : { up: [sql], losesData: false, needsFit: true }
  }
  if (object.kind === 'table' && first?.fact === 'rowSecurity' && facts.length === 1) {
    const verb = first.left === true ? 'ENABLE' : 'DISABLE'
    return harmless(`ALTER TABLE ${qualified(object.schema, object.name)} ${verb} ROW LEVEL SECURITY;`)
  }
  return null
}

function harmless(sql: string | null): Back | null {
  return sql === null ? null : { up: [sql], losesData: false, needsFit: false }
}

function renameBack(object: CatalogObject, now: string, { style }: Setting): Back | null {
  const { kind, schema, name } = object
  if (kind === 'index')
    return harmless(`ALTER INDEX IF EXISTS ${qualified(schema, now)} RENAME TO ${identifier(name)};`)
  if (kind === 'table') {
    const only = `${regclass({ schema, name: now })} IS NOT NULL AND ${regclass({ schema, name })} IS NULL`
    return harmless(renaming(only, `ALTER TABLE ${qualified(schema, now)} RENAME TO ${identifier(name)}`, style))
  }
  if (kind !== 'column' && kind !== 'constraint') return null
  const table = { schema, name: object.table }
  const part = kind === 'column' ? 'COLUMN' : 'CONSTRAINT'
  const make = `ALTER TABLE ${qualified(schema, object.table)} RENAME ${part} ${identifier(now)} TO ${identifier(name)}`
  return harmless(renaming(onlyPart(kind, table, { now, name }), make, style))
}

/** Whether a table has the one name and not the other. */
function onlyPart(kind: 'column' | 'constraint', table: Named, names: { now: string; name: string }): string {
  const of = regclass(table)
  const there = (name: string) =>
    kind === 'column'
      ? `EXISTS (\n  SELECT FROM pg_catalog.pg_attribute\n  WHERE attrelid = ${of} AND attname = ${literal(name)} AND NOT attisdropped\n)`
      : `EXISTS (\n  SELECT FROM pg_catalog.pg_constraint\n  WHERE conrelid = ${of} AND conname = ${literal(name)}\n)`
  return `${there(names.now)} AND NOT ${there(names.name)}`
}

function renaming(condition: string, make: string, style: GuardStyle): string | null {
  return guarded({ makeIfAbsent: null, make, absent: condition, differs: null, message: '' }, style)
}

type Column = Extract<CatalogObject, { kind: 'column' }>

/** `ALTER COLUMN` does nothing where the column is as it should be. */
function columnBack(column: Column, facts: readonly FactDifference[]): Back | null {
  const fact = new Map(facts.map((one) => [one.fact, one]))
  const type = fact.get('type')
  const filled = fact.get('default')
  const required = fact.get('notNull')
  if (facts.length !== [type, filled, required].filter(Boolean).length) return null
  const alter = `ALTER TABLE ${qualified(column.schema, column.table)} ALTER COLUMN ${identifier(column.name)}`
  const dropsFirst = filled && (type !== undefined || filled.left === null)
  const up = [
    ...(dropsFirst ? [`${alter} DROP DEFAULT;`] : []),
    ...(type ? [`${alter} TYPE ${type.left}${conversion(column, type)};`] : []),
    ...(filled && filled.left !== null ? [`${alter} SET DEFAULT ${filled.left};`] : []),
    ...(required ? [`${alter} ${required.left === true ? 'SET' : 'DROP'} NOT NULL;`] : []),
  ]
  const losesData = type !== undefined && !isWidening(String(type.right), String(type.left))
  return { up, losesData, needsFit: type !== undefined || required?.left === true }
}

const texts = /^(?:text|character varying|character)\b/

/** From a text PostgreSQL converts only when asked; what does not fit is refused loudly. */
function conversion({ name }: Column, { left, right }: FactDifference): string {
  const asks = texts.test(String(right)) && !texts.test(String(left))
  return asks ? ` USING ${identifier(name)}::${left}` : ''
}

const wider: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric'],
  bigint: ['numeric'],
  real: ['double precision'],
  date: ['timestamp without time zone', 'timestamp with time zone'],
  json: ['text'],
}

/** A conversion that keeps every value: to a wider type, or between texts, where a value that is too long is refused. */
function isWidening(from: string, to: string): boolean {
  return (wider[from] ?? []).includes(to) || (texts.test(from) && /^(?:text|character varying)/.test(to))
}

/** Only values that are missing can be put in. */
function labelsBack({ schema, name }: TypeObject, facts: readonly FactDifference[]): Back | null {
  const [only] = facts
  if (only?.fact !== 'labels' || facts.length > 1) return null
  const wanted = labelsOf(only.left)
  const there = labelsOf(only.right)
  const kept = wanted.filter((label) => there.includes(label))
  if (JSON.stringify(kept) !== JSON.stringify(there)) return null
  const up = wanted.flatMap((label, at) => {
    if (there.includes(label)) return []
    const before = wanted[at - 1]
    const place = before === undefined ? ` BEFORE ${literal(there[0] ?? '')}` : ` AFTER ${literal(before)}`
    return [`ALTER TYPE ${qualified(schema, name)} ADD VALUE IF NOT EXISTS ${literal(label)}${place};`]
  })
  return { up, losesData: false, needsFit: false }
}

function labelsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
