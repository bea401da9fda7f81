import type { ColumnObject } from '@migration-doctor/core'
import { literal } from './names.ts'

/**
 * A query with a row for every wanted column that is missing or has another type (length and precision included),
 * another nullability, or a default or identity where none is wanted or none where one is.
 * @param regclass an SQL expression for the table's OID
 */
export function columnsDiffer(regclass: string, columns: readonly ColumnObject[]): string {
  const fills = columns.some((column) => filled(column) !== null)
  const rows = columns.map((column) => rowOf(column, fills))
  return [
    'SELECT FROM (VALUES',
    rows.map((row) => `  ${row}`).join(',\n'),
    `) AS wanted (name, type, ending, required${fills ? ', filled' : ''})`,
    'LEFT JOIN pg_catalog.pg_attribute AS found',
    `  ON attrelid = ${regclass} AND attname = name AND NOT attisdropped`,
    'WHERE attname IS NULL OR attnotnull <> required OR atttypid <> to_regtype(type)',
    '  OR right(format_type(atttypid, atttypmod), length(ending)) <> ending',
    ...(fills ? [`  OR (atthasdef OR attidentity <> '') <> filled`] : []),
  ].join('\n')
}

function rowOf(column: ColumnObject, fills: boolean): string {
  const { name, type, notNull } = column
  const types = type === undefined ? ['NULL::text', 'NULL::text'] : [literal(type), literal(endingOf(type))]
  return `(${[literal(name), ...types, notNull, ...(fills ? [filled(column) ?? 'NULL'] : [])].join(', ')})`
}

/** Whether PostgreSQL fills the column when nothing is given; `null`: not known. */
function filled({ default: value, identity, generated }: ColumnObject): boolean | null {
  if (identity !== null || generated !== null) return true
  return value === undefined ? null : value !== null
}

/** A type as it is shown on any search path: without its schema. `public."Role"[]` → `"Role"[]`. */
function endingOf(type: string): string {
  return /^(?:"(?:[^"]|"")*"|[^".\s]+)\.(.+)$/s.exec(type)?.[1] ?? type
}
