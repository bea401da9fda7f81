import type pg from 'pg'

/** Names recorded as applied, in the order in which they were recorded; knows the tracking tables of the five projects. */
export async function recordedNames(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(queryFor(table))
  return rows.map((row) => row.name)
}

function queryFor(table: string): string {
  if (table.endsWith('._prisma_migrations'))
    return `SELECT migration_name AS name FROM ${table} WHERE finished_at IS NOT NULL ORDER BY started_at`
  if (table.endsWith('.migrations')) return `SELECT name FROM ${table} ORDER BY id`
  return `SELECT filename AS name FROM ${table} ORDER BY filename`
}

/** Whether `kind schema.name` or `column schema.table.name` is in the database. */
export async function objectExists(client: pg.Client, object: string): Promise<boolean> {
  const [kind = '', path = ''] = object.split(' ')
  const query = queries[kind]
  if (!query) throw new Error(`No way to look for a ${kind}`)
  const { rowCount } = await client.query(query, path.split('.'))
  return rowCount === 1
}

const relation = (kinds: string) =>
  `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = $1 AND relname = $2 AND relkind IN (${kinds})`

const queries: Readonly<Record<string, string>> = {
  schema: 'SELECT FROM pg_namespace WHERE nspname = $1',
  table: relation("'r'"),
  view: relation("'v'"),
  index: relation("'i'"),
  type: 'SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE nspname = $1 AND typname = $2',
  column: 'SELECT FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND column_name = $3',
}

/** Rows of every table of the user's, tracking tables excepted. */
export async function rowCounts(client: pg.Client): Promise<Readonly<Record<string, number>>> {
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> ALL ($1)`,
    [trackingTables],
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`)
    counts[name] = rows[0]?.count ?? 0
  }
  return counts
}

const trackingTables = ['migrations', '_prisma_migrations', 'migration_history', 'schema_migrations']

/** What can be told apart of two schemas: columns, constraints, indexes, views, enums, by PostgreSQL's own words. */
export async function schemaOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(schemaQuery, [trackingTables])
  return rows.map(({ line }) => line)
}

const schemaQuery = `
  WITH relations AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> ALL ($1)
  )
  SELECT format('column %s.%s %s %s %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
   WHERE r.relkind IN ('r', 'v', 'm')
  UNION ALL
  SELECT format('constraint on %s: %s', r.name, pg_get_constraintdef(c.oid))
    FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid WHERE c.contype <> 'n'
  UNION ALL
  SELECT 'index: ' || pg_get_indexdef(i.indexrelid)
    FROM relations r JOIN pg_index i ON i.indrelid = r.oid
   WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
  UNION ALL
  SELECT format('view %s: %s', r.name, pg_get_viewdef(r.oid)) FROM relations r WHERE r.relkind = 'v'
  UNION ALL
  SELECT format('enum %s.%s: %s', n.nspname, t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
   GROUP BY n.nspname, t.typname
  ORDER BY line
`
