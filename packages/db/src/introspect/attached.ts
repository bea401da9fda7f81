import type { CatalogObject } from '@migration-doctor/core'
import { notOfExtension, type Reading, rowsOf, wanted } from './read.ts'

interface AttachedRow {
  readonly kind: 'trigger' | 'policy' | 'rule'
  readonly schema: string
  readonly table: string
  readonly name: string
  readonly definition: string | null
}

/** SQL for a policy's `CREATE POLICY` statement, which PostgreSQL has no function for; alias `p` is `pg_policy`. */
export const policyDefinition = `concat('CREATE POLICY ', quote_ident(p.polname), ' ON ',
  quote_ident(n.nspname), '.', quote_ident(c.relname),
  CASE WHEN p.polpermissive THEN ' AS PERMISSIVE' ELSE ' AS RESTRICTIVE' END,
  ' FOR ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
    WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
  ' TO ', (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', '
    ORDER BY CASE r WHEN 0 THEN '' ELSE pg_get_userbyid(r)::text COLLATE "C" END) FROM unnest(p.polroles) r),
  ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
  ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')`

/** Copies of a trigger on partitions come with it, and triggers of constraints with the constraint. */
const attachedSql = (versionNum: number) => `
  SELECT 'trigger' AS kind, n.nspname::text AS schema, c.relname::text AS table, t.tgname::text AS name,
    pg_get_triggerdef(t.oid) AS definition
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal ${versionNum >= 130_000 ? 'AND t.tgparentid = 0' : ''}
    AND ${wanted} AND ${notOfExtension('pg_class', 'c.oid')}
  UNION ALL
  SELECT 'policy', n.nspname::text, c.relname::text, p.polname::text, ${policyDefinition}
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${wanted} AND ${notOfExtension('pg_class', 'c.oid')}
  UNION ALL
  SELECT 'rule', n.nspname::text, c.relname::text, r.rulename::text, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rulename <> '_RETURN' AND ${wanted} AND ${notOfExtension('pg_class', 'c.oid')}`

/** Triggers, policies and rules of tables and views. */
export async function readAttached(reading: Reading, versionNum: number): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<AttachedRow>(reading, attachedSql(versionNum))
  return rows.map(({ kind, schema, table, name, definition }) => ({
    kind,
    schema,
    table,
    name,
    definition: definition ?? undefined,
  }))
}
