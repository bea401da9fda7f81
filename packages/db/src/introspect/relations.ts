import type { CatalogObject, TableObject, ViewObject } from '@migration-doctor/core'
import { columnNames, notOfExtension, type Reading, rowsOf, wanted } from './read.ts'

interface SchemaRow {
  readonly kind: 'schema' | 'extension'
  readonly name: string
}

/** Schemas, and all extensions of the database. */
export async function readSchemas(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<SchemaRow>(
    reading,
    `SELECT 'schema' AS kind, n.nspname::text AS name FROM pg_namespace n
     WHERE ${wanted} AND ${notOfExtension('pg_namespace', 'n.oid')}
     UNION ALL SELECT 'extension', extname::text FROM pg_extension WHERE extname <> 'plpgsql'`,
  )
  return rows.map(({ kind, name }) => (kind === 'schema' ? { kind, schema: name, name } : { kind, schema: '', name }))
}

interface RelationRow {
  readonly kind: string
  readonly schema: string
  readonly name: string
  readonly persistence: string
  readonly row_security: boolean
  readonly partition_key: string | null
  readonly parents: readonly string[]
  readonly owned_by: string | null
  readonly columns: readonly string[] | null
  readonly definition: string | null
}

const relationSql = `
  SELECT c.relkind::text AS kind, n.nspname::text AS schema, c.relname::text AS name,
    c.relpersistence::text AS persistence, c.relrowsecurity AS row_security,
    CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
    (SELECT coalesce(json_agg(pn.nspname || '.' || p.relname ORDER BY i.inhseqno), '[]')
      FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE i.inhrelid = c.oid) AS parents,
    CASE c.relkind WHEN 'S' THEN (
      SELECT tn.nspname || '.' || t.relname || '.' || a.attname
      FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1) END AS owned_by,
    CASE WHEN c.relkind IN ('v', 'm') THEN (
      SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END AS columns,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${wanted} AND ${notOfExtension('pg_class', 'c.oid')}`

const persistences: Readonly<Record<string, TableObject['persistence']>> = {
  p: 'permanent',
  u: 'unlogged',
  t: 'temporary',
}

/** Tables, views, sequences and foreign tables. */
export async function readRelations(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<RelationRow>(reading, relationSql)
  return rows.map(relationOf)
}

function relationOf(row: RelationRow): CatalogObject {
  const { schema, name } = row
  switch (row.kind) {
    case 'S':
      return { kind: 'sequence', schema, name, ownedBy: row.owned_by }
    case 'f':
      return { kind: 'foreign table', schema, name }
    case 'v':
    case 'm':
      return viewOf(row)
    default:
      return {
        kind: 'table',
        schema,
        name,
        persistence: persistences[row.persistence] ?? 'permanent',
        partitionKey: row.partition_key,
        parents: row.parents,
        rowSecurity: row.row_security,
      }
  }
}

function viewOf({ kind, schema, name, columns, definition }: RelationRow): ViewObject {
  return {
    kind: kind === 'v' ? 'view' : 'materialized view',
    schema,
    name,
    columns: columns ?? [],
    definition: definition ?? undefined,
  }
}

interface ColumnRow {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly position: number
  readonly number: number
  readonly type: string
  readonly not_null: boolean
  readonly default: string | null
  readonly identity: string
  readonly generated: string
}

const columnSql = `
  SELECT n.nspname::text AS schema, c.relname::text AS table, a.attname::text AS name,
    (row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum))::int AS position, a.attnum::int AS number,
    format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
    pg_get_expr(d.adbin, d.adrelid) AS default, a.attidentity::text AS identity, a.attgenerated::text AS generated
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
    AND ${wanted} AND ${notOfExtension('pg_class', 'c.oid')}
    AND (c.relkind <> 'c' OR ${notOfExtension('pg_type', 'c.reltype')})`

/** Columns of tables, views and composite types. */
export async function readColumns(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<ColumnRow>(reading, columnSql)
  return rows.map((row) => ({
    kind: 'column',
    schema: row.schema,
    table: row.table,
    name: row.name,
    position: row.position,
    number: row.number,
    type: row.type,
    notNull: row.not_null,
    default: row.default,
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by default' : null,
    generated: row.generated === 's' ? 'stored' : row.generated === 'v' ? 'virtual' : null,
  }))
}

interface IndexRow {
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly method: string
  readonly unique: boolean
  readonly keys: readonly (string | null)[]
  readonly key_count: number
  readonly has_predicate: boolean
  readonly of_constraint: boolean
  readonly valid: boolean
  readonly definition: string | null
}

const indexSql = `
  SELECT n.nspname::text AS schema, t.relname::text AS table, c.relname::text AS name, am.amname::text AS method,
    i.indisunique AS unique, ${columnNames('i.indkey::int2[]', 'i.indrelid')} AS keys, i.indnkeyatts::int AS key_count,
    i.indpred IS NOT NULL AS has_predicate, i.indisvalid AS valid, pg_get_indexdef(i.indexrelid) AS definition,
    EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) AS of_constraint
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = c.relam
  WHERE ${wanted} AND ${notOfExtension('pg_class', 't.oid')}`

/** Indexes, also those that back a constraint. */
export async function readIndexes(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<IndexRow>(reading, indexSql)
  return rows.map((row) => ({
    kind: 'index',
    schema: row.schema,
    table: row.table,
    name: row.name,
    method: row.method,
    unique: row.unique,
    keys: row.keys.slice(0, row.key_count),
    include: row.keys.slice(row.key_count).flatMap((name) => (name === null ? [] : [name])),
    hasPredicate: row.has_predicate,
    ofConstraint: row.of_constraint,
    valid: row.valid,
    definition: row.definition ?? undefined,
  }))
}
