import { type Database, type Project, unreachable } from '@migration-doctor/core'
import { qualified, quoted, show, type TableName } from '../tracking-table.ts'
import type { Dialect } from './dialect.ts'
import { identityOf, isHomeMade, isHomeMadeDialect } from './home-made-table.ts'

interface Candidate {
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
}

const tablesSql = `
  SELECT n.nspname::text AS schema, c.relname::text AS name, json_agg(a.attname ORDER BY a.attnum) AS columns
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   GROUP BY n.nspname, c.relname
  HAVING array_agg(a.attname::text) @> $1
   ORDER BY n.nspname, c.relname`

/** More columns than this beyond the tool's own, and a table is about something else. */
const mostOthers = 2
/** As many as a home-made table may have. */
const mostHomeMade = 10

/**
 * The tool's tracking table under another name: it has the tool's columns, and a row of it names a migration of the
 * project. `null` when there is none. @throws DoctorError (3) when there are several.
 */
export async function findRenamed(database: Database, project: Project, dialect: Dialect): Promise<TableName | null> {
  if (project.migrations.length === 0) return null
  const named: TableName[] = []
  for (const table of await candidates(database, dialect)) {
    const identity = isHomeMadeDialect(dialect) ? identityOf(table.columns) : dialect.table.identity
    if (await namesMigration(table, identity, { database, keys: keysOf(project, dialect) })) named.push(table)
  }
  const [first, ...others] = named
  if (!first) return null
  if (others.length === 0) return { schema: first.schema, name: first.name }
  throw unreachable(
    `Several tables look like the tracking table of ${dialect.title}: ${named.map(show).join(', ')}.`,
    'Say which one it is with --history-table [schema.]table.',
  )
}

/** Tables that may be it by their columns. One of the tool's own name in another schema is misplaced, not renamed. */
async function candidates(database: Database, dialect: Dialect): Promise<readonly Candidate[]> {
  const homeMade = isHomeMadeDialect(dialect)
  const { columns, name } = dialect.table
  const found = await database.query<Candidate>(tablesSql, [homeMade ? [] : [...columns]])
  const most = homeMade ? mostHomeMade : columns.length + mostOthers
  return found.filter(
    (table) => table.columns.length <= most && table.name !== name && (!homeMade || isHomeMade(table.columns)),
  )
}

/** What stands for a migration in the table. Of a home-made one only names will do: a number may count anything. */
function keysOf({ migrations }: Project, dialect: Dialect): readonly string[] {
  if (isHomeMadeDialect(dialect)) return migrations.flatMap(({ name }) => [name, name.replace(/(?:\.up)?\.sql$/, '')])
  return migrations.flatMap(({ name, orderKey }) => {
    const key = dialect.keyOf?.({ name, orderKey }) ?? dialect.parseName(name)?.key
    return key === undefined ? [] : [key]
  })
}

async function namesMigration(
  table: Candidate,
  identity: string,
  { database, keys }: { readonly database: Database; readonly keys: readonly string[] },
): Promise<boolean> {
  const sql = `SELECT EXISTS (SELECT FROM ${qualified(table)} WHERE ${quoted(identity)}::text = ANY ($1)) AS there`
  const [row] = await database.query<{ there: boolean }>(sql, [[...keys]])
  return row?.there === true
}
