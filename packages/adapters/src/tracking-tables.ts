import { type Database, DoctorError, type Project, type TrackingTableSeen } from '@migration-doctor/core'
import type { Adapter } from './adapter.ts'
import { dialects } from './sql/dialects.ts'
import { qualified } from './tracking-table.ts'

/** What the tracking table of a tool looks like. */
interface Form {
  readonly tool: string
  /** The value of `Project.tool`, or the dialect, whose own table it is. */
  readonly of: string
  readonly name: string
  readonly columns: readonly string[]
}

const forms: readonly Form[] = [
  { tool: 'Prisma', of: 'prisma', name: '_prisma_migrations', columns: ['id', 'migration_name', 'rolled_back_at'] },
  { tool: 'TypeORM', of: 'typeorm', name: 'migrations', columns: ['id', 'timestamp', 'name'] },
  { tool: 'Knex', of: 'knex', name: 'knex_migrations', columns: ['id', 'name', 'batch', 'migration_time'] },
  { tool: 'Kysely', of: 'kysely', name: 'kysely_migration', columns: ['name', 'timestamp'] },
  { tool: 'MikroORM', of: 'mikro-orm', name: 'mikro_orm_migrations', columns: ['id', 'name', 'executed_at'] },
  { tool: 'Sequelize', of: 'sequelize', name: 'SequelizeMeta', columns: ['name'] },
  { tool: 'Alembic', of: 'alembic', name: 'alembic_version', columns: ['version_num'] },
  { tool: 'Django', of: 'django', name: 'django_migrations', columns: ['id', 'app', 'name', 'applied'] },
  { tool: 'Liquibase', of: 'liquibase', name: 'databasechangelog', columns: ['id', 'author', 'filename'] },
  { tool: 'Atlas', of: 'atlas', name: 'atlas_schema_revisions', columns: ['version', 'description', 'applied'] },
  ...dialects.map(({ name, title, table }) => ({ tool: title, of: name, name: table.name, columns: table.columns })),
]

/** More than a database for each of a few teams; with a schema for each of many tenants, only this many are read. */
const mostRead = 12

interface Found {
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
}

const tablesSql = `
  SELECT n.nspname::text AS schema, c.relname::text AS name, json_agg(a.attname ORDER BY a.attnum) AS columns
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relkind IN ('r', 'p') AND c.relname = ANY ($1) AND n.nspname !~ '^pg_'
   GROUP BY n.nspname, c.relname
   ORDER BY n.nspname, c.relname`

/** The tables of a database that look like tracking tables, by name and columns; nothing is read twice. */
export async function findTrackingTables(
  database: Database,
  adapter: Adapter,
  project: Project,
): Promise<readonly TrackingTableSeen[]> {
  const names = [...new Set([...forms.map(({ name }) => name), project.historyTable.name])]
  const found = await database.query<Found>(tablesSql, [names])
  const seen: TrackingTableSeen[] = []
  for (const table of found) {
    const form = formOf(table, project)
    if (form) seen.push(await describe(table, form, { database, adapter, project, full: seen.length >= mostRead }))
  }
  return seen
}

/** The project's own form first: several tools call their table `migrations` or `schema_migrations`. */
function formOf({ name, columns }: Found, project: Project): Pick<Form, 'tool' | 'of'> | null {
  const own = ownForm(project)
  const fitting = forms.filter((form) => form.name === name && form.columns.every((column) => columns.includes(column)))
  const best = fitting.find((form) => form.of === own)
  if (best) return best
  if (name === project.historyTable.name) return { tool: title[project.tool], of: own }
  return fitting[0] ?? null
}

const title: Readonly<Record<Project['tool'], string>> = { prisma: 'Prisma', typeorm: 'TypeORM', sql: 'plain SQL' }

function ownForm({ tool, dialect }: Project): string {
  return tool === 'sql' ? (dialect ?? 'generic') : tool
}

interface Reading {
  readonly database: Database
  readonly adapter: Adapter
  readonly project: Project
  readonly full: boolean
}

async function describe(
  { schema, name }: Found,
  { tool, of }: Pick<Form, 'tool' | 'of'>,
  reading: Reading,
): Promise<TrackingTableSeen> {
  const own = of === ownForm(reading.project)
  const counts = reading.full ? { rows: null, known: 0 } : await count({ schema, name }, own, reading)
  return { schema, name, tool, own, ...counts }
}

async function count(
  table: { readonly schema: string; readonly name: string },
  own: boolean,
  { database, adapter, project }: Reading,
): Promise<Pick<TrackingTableSeen, 'rows' | 'known'>> {
  const [right] = await database.query<{ may: boolean }>(
    `SELECT pg_catalog.has_schema_privilege($1, 'USAGE') AND pg_catalog.has_table_privilege($2, 'SELECT') AS may`,
    [table.schema, qualified(table)],
  )
  if (right?.may !== true) return { rows: null, known: 0 }
  if (own) return countOwn(table, { database, adapter, project })
  const [row] = await database.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ${qualified(table)}`)
  return { rows: Number(row?.rows ?? 0), known: 0 }
}

/** A table of the right name and another shape is none of the tool's. */
async function countOwn(
  table: { readonly schema: string; readonly name: string },
  { database, adapter, project }: Omit<Reading, 'full'>,
): Promise<Pick<TrackingTableSeen, 'rows' | 'known'>> {
  try {
    const history = await adapter.readHistory(database, { ...project, historyTable: table })
    const names = new Set(project.migrations.map(({ name }) => name))
    const rows = history?.rows ?? []
    return { rows: rows.length, known: new Set(rows.map(({ name }) => name).filter((name) => names.has(name))).size }
  } catch (error) {
    if (error instanceof DoctorError) return { rows: null, known: 0 }
    throw error
  }
}
