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
