import type { CatalogObject, FunctionObject, TypeObject } from '@migration-doctor/core'
import { notOfExtension, type Reading, rowsOf, wanted } from './read.ts'

interface TypeRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly labels: readonly string[]
  readonly base: string | null
}

/** Row types of tables, arrays and multiranges come with something else and are left out. */
const typeSql = `
  SELECT n.nspname::text AS schema, t.typname::text AS name, t.typtype::text AS kind,
    (SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_enum e WHERE e.enumtypid = t.oid)
      AS labels,
    CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
      WHEN 'r' THEN (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) END AS base
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE t.typtype IN ('b', 'c', 'd', 'e', 'r') AND (t.typtype <> 'c' OR c.relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
    AND ${wanted} AND ${notOfExtension('pg_type', 't.oid')}`

const typeKinds: Readonly<Record<string, TypeObject['kind']>> = {
  b: 'base type',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  r: 'range',
}

/** Types of the user's own. */
export async function readTypes(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<TypeRow>(reading, typeSql)
  return rows.map(({ schema, name, kind, labels, base }) => ({
    kind: typeKinds[kind] ?? 'base type',
    schema,
    name,
    labels,
    base,
  }))
}

interface FunctionRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly arguments: string
  readonly returns: string | null
  readonly language: string
  readonly body: string | null
}

const functionSql = (versionNum: number) => `
  SELECT n.nspname::text AS schema, p.proname::text AS name, p.prokind::text AS kind,
    oidvectortypes(p.proargtypes) AS arguments, pg_get_function_result(p.oid) AS returns, l.lanname::text AS language,
    ${versionNum >= 140_000 ? 'coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)' : 'p.prosrc'} AS body
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE ${wanted} AND ${notOfExtension('pg_proc', 'p.oid')}
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')`

/** Functions, procedures and aggregates; the constructors of range types come with the type and are left out. */
export async function readFunctions(reading: Reading, versionNum: number): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<FunctionRow>(reading, functionSql(versionNum))
  return rows.map(functionOf)
}

function functionOf(row: FunctionRow): FunctionObject {
  return {
    kind: row.kind === 'p' ? 'procedure' : row.kind === 'a' ? 'aggregate' : 'function',
    schema: row.schema,
    name: row.name,
    arguments: row.arguments,
    returns: row.returns,
    language: row.language,
    body: row.kind === 'a' ? undefined : (row.body ?? undefined),
  }
}
