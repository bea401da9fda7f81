import type { ColumnObject } from '@migration-doctor/core'
import { tokensOf } from './elements.ts'
import { columnsDiffer } from './guard-shape.ts'
import { identifier, literal, qualified } from './names.ts'

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
  /** An SQL condition that is true when the thing is there. */
  readonly present: string
  /** An SQL query with a row for every way in which the thing that is there differs; empty: presence is all there is to see. */
  readonly differs: string | null
  readonly message: string
  /** The statement that makes it. */
  readonly make: string
  /** The statement again, harmless where the thing is there already; `null` when SQL has no such form. */
  readonly makeIfAbsent: string | null
}

/** @throws nothing; `null` when the style has no form for this thing. */
export function guarded(guard: Guard, style: GuardStyle): string | null {
  return style === 'block' ? blockOf(guard) : plainOf(guard)
}

function blockOf({ present, differs, message, make }: Guard): string {
  const otherwise =
    differs === null
      ? []
      : ['ELSIF EXISTS (', indent(differs), ') THEN', indent(`RAISE EXCEPTION '%', ${literal(message)};`)]
  return block([`IF NOT (${present}) THEN`, indent(terminated(make)), ...otherwise, 'END IF;'])
}

/** A cast that fails says the message: the aggregate has a value only where something differs. */
function plainOf({ differs, message, makeIfAbsent }: Guard): string | null {
  if (makeIfAbsent === null) return null
  if (differs === null) return terminated(makeIfAbsent)
  return `${terminated(makeIfAbsent)}\nSELECT max(${literal(message)})::integer FROM (\n${indent(differs)}\n) AS difference;`
}

export function tableGuard(table: Named, columns: readonly ColumnObject[], create: string): Guard {
  const regclass = `to_regclass(${literal(qualified(table.schema, table.name))})`
  return {
    present: `${regclass} IS NOT NULL`,
    differs: columnsDiffer(regclass, columns),
    message: `${table.name} is there already, but in another shape than this migration makes it`,
    make: create,
    makeIfAbsent: ifNotExists(create, 'TABLE'),
  }
}

export function columnGuard(table: Named, column: ColumnObject, definition: string): Guard {
  const name = qualified(table.schema, table.name)
  const regclass = `to_regclass(${literal(name)})`
  return {
    present: `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${regclass} AND attname = ${literal(column.name)} AND NOT attisdropped)`,
    differs: columnsDiffer(regclass, [column]),
    message: `${table.name}.${column.name} is there already, but with another definition`,
    make: `ALTER TABLE ${name} ADD COLUMN ${definition}`,
    makeIfAbsent: `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${definition}`,
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

export function foreignKeyGuard(key: ForeignKeyGuard): Guard {
  const { table, constraint, target, definition, columns, onDelete, onUpdate } = key
  const name = qualified(table.schema, table.name)
  const own = `conrelid = to_regclass(${literal(name)}) AND conname = ${literal(constraint)}`
  const attributes = `(SELECT array_agg(attname::text ORDER BY position) FROM unnest(conkey) WITH ORDINALITY AS key (number, position) JOIN pg_catalog.pg_attribute ON attrelid = conrelid AND attnum = number)`
  const same = [
    `contype = 'f'`,
    `confrelid = to_regclass(${literal(qualified(target.schema, target.name))})`,
    `confdeltype = ${literal(onDelete)}`,
    `confupdtype = ${literal(onUpdate)}`,
    `${attributes} = ARRAY[${columns.map(literal).join(', ')}]`,
  ]
  return {
    present: `EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE ${own})`,
    differs: `SELECT 1 FROM pg_catalog.pg_constraint\nWHERE ${own}\n  AND NOT (\n${indent(indent(same.join('\nAND ')))}\n  )`,
    message: `constraint ${constraint} is there already, but it is another one`,
    make: `ALTER TABLE ${name} ADD CONSTRAINT ${identifier(constraint)} ${definition}`,
    makeIfAbsent: null,
  }
}

/** `CREATE TABLE a` → `CREATE TABLE IF NOT EXISTS a`; texts that say it already stay as they are. */
export function ifNotExists(create: string, word: 'TABLE' | 'INDEX' | 'SCHEMA' | 'SEQUENCE'): string | null {
  const tokens = tokensOf(create)
  const at = tokens.findIndex(({ name }) => name === word)
  const last = word === 'INDEX' && tokens[at + 1]?.name === 'CONCURRENTLY' ? tokens[at + 1] : tokens[at]
  const next = last && tokens[tokens.indexOf(last) + 1]
  if (!last || !next) return null
  return next.name === 'IF_P' ? create : `${create.slice(0, last.end)} IF NOT EXISTS${create.slice(last.end)}`
}

function terminated(sql: string): string {
  const trimmed = sql.trimEnd()
  return trimmed.endsWith(';') ? trimmed : `${trimmed};`
}

function block(lines: readonly string[]): string {
  return ['DO $doctor$', 'BEGIN', ...lines.map(indent), 'END', '$doctor$;'].join('\n')
}

/** Two spaces before every line; the inside of a quoted text must not change, so one that spans lines stays as it is. */
export function indent(text: string): string {
  const spansLines = tokensOf(text).some(
    (token) =>
      /^(?:SCONST|USCONST|BCONST|XCONST|IDENT|UIDENT)$/.test(token.name) &&
      text.slice(token.start, token.end).includes('\n'),
  )
  if (spansLines) return text
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n')
}
