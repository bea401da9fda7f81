import type { ColumnObject } from '@migration-doctor/core'
import { tokensOf } from './elements.ts'
import { columnsDiffer } from './guard-shape.ts'
import { identifier, literal, qualified, regclass } from './names.ts'

/** A name in a schema. */
export interface Named {
  readonly schema: string
  readonly name: string
}

/**
 * `block`: `DO` blocks that raise · `plain`: single statements without a semicolon inside, for tools that cut their
 * scripts at every one.
 */
export type GuardStyle = 'block' | 'plain'

/** Makes a thing when it is absent, and stops loudly when it is there in another shape. */
export interface Guard {
  /** The statement that makes it, harmless where the thing is there already; `null` when SQL has no such form. */
  readonly makeIfAbsent: string | null
  /** The statement that makes it, and the condition under which it may run. */
  readonly make: string
  readonly absent: string
  /** An SQL query with a row for every way in which the thing differs; `null`: its name is all there is to see. */
  readonly differs: string | null
  readonly message: string
}

/** The guard as statements with their semicolons; `null` when the style has no form for it. */
export function guarded({ makeIfAbsent, make, absent, differs, message }: Guard, style: GuardStyle): string | null {
  if (makeIfAbsent === null && style === 'plain') return null
  const made =
    makeIfAbsent === null ? block([`IF ${absent} THEN`, indent(terminated(make)), 'END IF;']) : terminated(makeIfAbsent)
  return differs === null ? made : `${made}\n${check(differs, message, style)}`
}

/** Raises when the query has a row. In the plain style by a cast that fails: the aggregate has a value only then. */
export function check(differs: string, message: string, style: GuardStyle): string {
  if (style === 'plain') return `SELECT max(${literal(message)})::integer FROM (\n${indent(differs)}\n) AS difference;`
  return block([
    'IF EXISTS (',
    indent(differs),
    ') THEN',
    indent(`RAISE EXCEPTION '%', ${literal(message)};`),
    'END IF;',
  ])
}

export function tableGuard(table: Named, columns: readonly ColumnObject[], create: string): Guard {
  return {
    makeIfAbsent: ifNotExists(create, 'TABLE'),
    make: create,
    absent: `${regclass(table)} IS NULL`,
    differs: columns.length === 0 ? null : columnsDiffer(regclass(table), columns),
    message: `${table.name} is there already, but in another shape than this migration needs`,
  }
}

/** @param definitions of the columns that may have to be added. @param columns whose shape is looked at. */
export function columnsGuard(table: Named, definitions: readonly string[], columns: readonly ColumnObject[]): Guard {
  const adds = definitions.map((definition) => `ADD COLUMN IF NOT EXISTS ${definition}`)
  const make = `ALTER TABLE ${qualified(table.schema, table.name)}\n${indent(adds.join(',\n'))}`
  return {
    makeIfAbsent: make,
    make,
    absent: 'true',
    differs: columns.length === 0 ? null : columnsDiffer(regclass(table), columns),
    message: `${table.name} has a column that this migration needs in another shape`,
  }
}

export interface ForeignKeyGuard {
  readonly table: Named
  readonly constraint: string
  readonly target: Named
  /** `FOREIGN KEY (a) REFERENCES b (c) ON DELETE CASCADE` */
  readonly definition: string
  readonly columns: readonly string[]
  /** One letter each, as `pg_constraint` has them. */
  readonly onDelete: string
  readonly onUpdate: string
}

const keyColumns = [
  '(SELECT array_agg(attname::text ORDER BY position)',
  ' FROM unnest(conkey) WITH ORDINALITY AS key (number, position)',
  ' JOIN pg_catalog.pg_attribute ON attrelid = conrelid AND attnum = number)',
].join('\n  ')

export function foreignKeyGuard(key: ForeignKeyGuard): Guard {
  const { table, constraint, target, definition, columns, onDelete, onUpdate } = key
  const own = `conrelid = ${regclass(table)} AND conname = ${literal(constraint)}`
  const other = [
    `contype <> 'f'`,
    `confrelid <> ${regclass(target)}`,
    `confdeltype <> ${literal(onDelete)}`,
    `confupdtype <> ${literal(onUpdate)}`,
    `${keyColumns} <> ARRAY[${columns.map(literal).join(', ')}]`,
  ]
  return {
    makeIfAbsent: null,
    make: `ALTER TABLE ${qualified(table.schema, table.name)} ADD CONSTRAINT ${identifier(constraint)} ${definition}`,
    absent: `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE ${own})`,
    differs: `SELECT FROM pg_catalog.pg_constraint\nWHERE ${own}\n  AND (\n${indent(indent(other.join('\nOR ')))}\n  )`,
    message: `constraint ${constraint} of ${table.name} is there already, but it is another one`,
  }
}

/** `CREATE TABLE a` → `CREATE TABLE IF NOT EXISTS a`; texts that say it already stay as they are. */
export function ifNotExists(create: string, word: 'TABLE' | 'INDEX' | 'SCHEMA' | 'SEQUENCE'): string | null {
  const tokens = tokensOf(create)
  const at = tokens.findIndex(({ text }) => text.toUpperCase() === word)
  const last = word === 'INDEX' && tokens[at + 1]?.text.toUpperCase() === 'CONCURRENTLY' ? tokens[at + 1] : tokens[at]
  const next = last && tokens[tokens.indexOf(last) + 1]
  if (!last || !next) return null
  return next.text.toUpperCase() === 'IF'
    ? create
    : `${create.slice(0, last.end)} IF NOT EXISTS${create.slice(last.end)}`
}

function terminated(sql: string): string {
  const trimmed = sql.trimEnd()
  return trimmed.endsWith(';') ? trimmed : `${trimmed};`
}

function block(lines: readonly string[]): string {
  return ['DO $doctor$', 'BEGIN', ...lines.map(indent), 'END', '$doctor$;'].join('\n')
}

/** Two spaces before every line; a quoted text that spans lines would change, so then all stays as it is. */
export function indent(text: string): string {
  const quoted = tokensOf(text).some(({ start, end }) => {
    const token = text.slice(start, end)
    return token.includes('\n') && !token.startsWith('$doctor$')
  })
  return quoted ? text : text.replace(/^(?=.)/gm, '  ')
}
