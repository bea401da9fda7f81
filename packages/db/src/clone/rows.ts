import type { Database } from '@migration-doctor/core'
import { quoteIdentifier, quoteLiteral } from '../quote.ts'

export interface TableName {
  readonly schema: string
  readonly name: string
}

/** Statements that fill a copy of a table with the rows of the original, and set its sequences behind them. */
export async function copyRows(source: Database, table: TableName): Promise<readonly string[]> {
  const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
  const columns = await columnsOf(source, name)
  if (columns.length === 0) return []
  const [row] = await source.query<{ rows: string | null }>(
    `SELECT json_agg(row_to_json(t))::text AS rows FROM ${name} t`,
  )
  if (!row?.rows) return []
  const list = columns.map((column) => quoteIdentifier(column.name)).join(', ')
  const insert = `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE
    SELECT ${list} FROM json_populate_recordset(NULL::${name}, ${quoteLiteral(row.rows)}::json)`
  return [insert, ...columns.filter((column) => column.counted).map((column) => continueSequence(name, column.name))]
}

interface ColumnRow {
  readonly name: string
  /** Filled from a sequence of its own. */
  readonly counted: boolean
}

/** Columns that can be written; none when the table is not there. */
async function columnsOf(source: Database, table: string): Promise<readonly ColumnRow[]> {
  return source.query<ColumnRow & Record<string, unknown>>(
    `SELECT a.attname::text AS name, pg_get_serial_sequence($1, a.attname) IS NOT NULL AS counted
     FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     ORDER BY a.attnum`,
    [table],
  )
}

function continueSequence(table: string, column: string): string {
  const sequence = `pg_get_serial_sequence(${quoteLiteral(table)}, ${quoteLiteral(column)})`
  return `SELECT setval(${sequence}, max(${quoteIdentifier(column)})) FROM ${table} HAVING max(${quoteIdentifier(column)}) > 0`
}
