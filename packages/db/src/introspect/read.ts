import type { Database } from '@migration-doctor/core'

/** What every reader of a part of the catalog gets. */
export interface Reading {
  readonly database: Database
  /** Schemas to read; `null` for all that are neither the system's nor temporary. */
  readonly schemas: readonly string[] | null
}

/**
 * SQL that is true of the schemas to read: alias `n` is `pg_namespace`, parameter `$1` the list of schemas or null.
 */
export const wanted = `(n.nspname = ANY ($1::text[]) OR $1::text[] IS NULL
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND NOT starts_with(n.nspname, 'pg_temp_') AND NOT starts_with(n.nspname, 'pg_toast_temp_'))`

/** SQL that is true of what no extension owns. */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend owned
    WHERE owned.classid = '${catalog}'::regclass AND owned.objid = ${oid} AND owned.deptype = 'e')`
}

/** SQL for the names of the columns in an array of attribute numbers, as JSON, in order; `null` for an expression. */
export function columnNames(numbers: string, relation: string): string {
  return `(SELECT coalesce(json_agg(a.attname ORDER BY part.ordinal), '[]')
    FROM unnest(${numbers}) WITH ORDINALITY part (number, ordinal)
    LEFT JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = part.number AND part.number > 0)`
}

/** Runs a query whose only parameter is the list of schemas. */
export function rowsOf<Row extends object>({ database, schemas }: Reading, sql: string): Promise<readonly Row[]> {
  return database.query<Row>(sql, [schemas])
}
