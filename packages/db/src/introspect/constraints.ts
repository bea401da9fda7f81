import type { CatalogObject, ConstraintObject, ReferentialAction } from '@migration-doctor/core'
import { columnNames, notOfExtension, type Reading, rowsOf, wanted } from './read.ts'

interface ConstraintRow {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly type: string
  /** `null` for an expression. */
  readonly columns: readonly (string | null)[]
  readonly reference_schema: string | null
  readonly reference_table: string | null
  readonly reference_columns: readonly string[]
  readonly on_delete: string
  readonly on_update: string
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly validated: boolean
  readonly definition: string | null
}

/**
 * `NOT NULL` constraints, which PostgreSQL 18 stores too, are a fact of the column; and the copies of a foreign key
 * that PostgreSQL keeps for each partition of the table it references are its own affair.
 */
const constraintSql = `
  SELECT n.nspname::text AS schema, coalesce(c.relname, t.typname)::text AS table, k.conname::text AS name,
    k.contype::text AS type, ${columnNames('k.conkey', 'k.conrelid')} AS columns,
    fn.nspname::text AS reference_schema, f.relname::text AS reference_table,
    ${columnNames('k.confkey', 'k.confrelid')} AS reference_columns,
    k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update, k.condeferrable AS deferrable,
    k.condeferred AS deferred, k.convalidated AS validated, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
  LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
  LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
  WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND ${wanted}
    AND ${notOfExtension('pg_class', 'k.conrelid')} AND ${notOfExtension('pg_type', 'k.contypid')}
    AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)`

const types: Readonly<Record<string, ConstraintObject['type']>> = {
  p: 'primary key',
  u: 'unique',
  f: 'foreign key',
  c: 'check',
  x: 'exclusion',
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

/** Constraints of tables and domains. */
export async function readConstraints(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<ConstraintRow>(reading, constraintSql)
  return rows.map(constraintOf)
}

function constraintOf(row: ConstraintRow): ConstraintObject {
  const { reference_schema: schema, reference_table: table } = row
  return {
    kind: 'constraint',
    schema: row.schema,
    table: row.table,
    name: row.name,
    type: types[row.type] ?? 'check',
    columns: row.columns.flatMap((name) => name ?? []),
    references: schema !== null && table !== null ? { schema, table, columns: row.reference_columns } : null,
    onDelete: actions[row.on_delete] ?? null,
    onUpdate: actions[row.on_update] ?? null,
    deferrable: row.deferrable,
    deferred: row.deferred,
    validated: row.validated,
    definition: row.definition ?? undefined,
  }
}
