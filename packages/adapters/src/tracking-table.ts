import { type Database, unreachable } from '@migration-doctor/core'
import { errorCode } from './project-files.ts'

export interface TableName {
  readonly schema: string
  readonly name: string
}

/** `"schema"."name"`. */
export function qualified({ schema, name }: TableName): string {
  return `${quoted(schema)}.${quoted(name)}`
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function show({ schema, name }: TableName): string {
  return `${schema}.${name}`
}

const columnsQuery = `
  SELECT n.nspname AS schema, a.attname AS name
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.oid = (
           SELECT t.oid
             FROM pg_catalog.pg_class t
             JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
            WHERE t.relname = $1 AND t.relkind IN ('r', 'p', 'v', 'f')
              AND CASE WHEN $2::text IS NULL THEN pg_catalog.pg_table_is_visible(t.oid) ELSE s.nspname = $2 END
            LIMIT 1)
   ORDER BY a.attnum`

/** Where a tracking table is and what columns it has; `null` when there is none. Without a schema the search path decides. */
export async function findTable(
  database: Database,
  table: { readonly schema: string | null; readonly name: string },
): Promise<{ readonly table: TableName; readonly columns: readonly string[] } | null> {
  const rows = await database.query<{ schema: string; name: string | null }>(columnsQuery, [table.name, table.schema])
  const [first] = rows
  if (!first) return null
  const columns = rows.flatMap(({ name }) => (name === null ? [] : [name]))
  return { table: { schema: first.schema, name: table.name }, columns }
}

/** @throws DoctorError (3) that lists what was found and what was expected. */
export function assertColumns(table: TableName, found: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((column) => !found.includes(column))
  if (missing.length === 0) return
  throw unreachable(
    `${show(table)} has another shape than expected: it has the columns ${found.join(', ') || '(none)'}; expected ${expected.join(', ')}.`,
    'Name the right table with --history-table, or the right tool with --tool.',
  )
}

/** All rows of a tracking table. @throws DoctorError (3) when it may not be read. */
export async function readRows(
  database: Database,
  table: TableName,
  orderBy: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  try {
    return await database.query<Record<string, unknown>>(`SELECT * FROM ${qualified(table)} ORDER BY ${orderBy}`)
  } catch (error) {
    if (errorCode(error) !== '42501') throw error
    throw unreachable(
      `The tracking table ${show(table)} may not be read by this user.`,
      `Grant it: GRANT SELECT ON ${qualified(table)} TO <user>;`,
    )
  }
}

/** A time as the driver gives it: a `Date`, or PostgreSQL's text. */
export function timeOf(value: unknown): Date | null {
  if (value instanceof Date) return value
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? null : time
}

export function textOrNull(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : String(value)
}
