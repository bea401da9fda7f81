import type { ColumnObject } from '@migration-doctor/core'
import { literal } from './names.ts'

/**
 * A query with a row for every wanted column that is missing, or has another type (with its length or precision),
 * another nullability, or a default where none is wanted or none where one is.
 */
export function columnsDiffer(regclass: string, columns: readonly ColumnObject[]): string {
  const rows = columns.map(rowOf)
  return [
    `SELECT 1 FROM (VALUES`,
    rows.map((row) => `  ${row}`).join(',\n'),
    `) AS wanted (name, type, modifier, required, filled)`,
    `LEFT JOIN pg_catalog.pg_attribute AS found`,
    `  ON found.attrelid = ${regclass} AND found.attname = wanted.name AND NOT found.attisdropped`,
    `WHERE found.attname IS NULL`,
    `  OR found.atttypid <> to_regtype(wanted.type)`,
    `  OR strpos(format_type(found.atttypid, found.atttypmod), wanted.modifier) = 0`,
    `  OR (wanted.modifier = '' AND found.atttypmod >= 0 AND format_type(found.atttypid, found.atttypmod) LIKE '%(%')`,
    `  OR found.attnotnull <> wanted.required`,
    `  OR (found.atthasdef OR found.attidentity <> '') <> wanted.filled`,
  ].join('\n')
}

function rowOf({ name, type, notNull, default: value, identity, generated }: ColumnObject): string {
  const known = type === undefined ? 'NULL::text' : literal(type)
  const filled = identity !== null || generated !== null ? true : value === undefined ? null : value !== null
  const modifier = literal(modifierOf(type ?? ''))
  return `(${literal(name)}, ${known}, ${modifier}, ${notNull}, ${filled === null ? 'NULL::boolean' : filled})`
}

/** `(255)` of `character varying(255)[]`; quoted names may hold parentheses of their own. */
function modifierOf(type: string): string {
  const unquoted = type.slice(type.lastIndexOf('"') + 1)
  return /\([^()]*\)/.exec(unquoted)?.[0] ?? ''
}
