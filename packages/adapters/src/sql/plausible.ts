import { type HistoryRow, type Project, unreachable } from '@migration-doctor/core'
import { show, type TableName } from '../tracking-table.ts'
import { identityOf } from './home-made-table.ts'

/** Columns that nothing but a tracking table has. */
const certain: ReadonlySet<string> = new Set(['filename', 'file_name', 'migration_name', 'migration', 'script'])
/** Columns that tracking tables have besides the name. */
const usual: ReadonlySet<string> = new Set([
  ...['id', 'name', 'version', 'batch', 'checksum', 'hash', 'md5', 'sha1', 'sha256', 'description', 'comment', 'title'],
  ...['applied_at', 'executed_at', 'run_at', 'run_on', 'installed_on', 'created_at', 'timestamp', 'date', 'tstamp'],
  ...[
    'applied',
    'applied_on',
    'migrated_at',
    'started_at',
    'finished_at',
    'completed_at',
    'rolled_back_at',
    'updated_at',
  ],
  ...['success', 'dirty', 'status', 'state', 'error', 'logs', 'log', 'output', 'direction', 'type', 'kind'],
  ...['execution_time', 'execution_time_ms', 'duration', 'duration_ms', 'elapsed', 'installed_by', 'applied_by'],
  ...['executed_by', 'author', 'user', 'hostname', 'git_sha', 'commit', 'environment', 'statements', 'sql', 'content'],
  ...['order', 'sequence', 'rank', 'installed_rank', 'number', 'step', 'group', 'namespace', 'module', 'path'],
])

export interface HomeMadeReading {
  readonly table: TableName
  readonly columns: readonly string[]
  readonly rows: readonly HistoryRow[]
  readonly project: Project
}

/**
 * Is a table that is known by nothing but a column called `name` or `id` really a tracking table? Its rows name
 * migrations of the project, or it has no column that would be out of place.
 * @throws DoctorError (3) that says what was found and what to do.
 */
export function assertPlausible({ table, columns, rows, project }: HomeMadeReading): void {
  const names = new Set(project.migrations.map(({ name }) => name))
  if (rows.some(({ name }) => names.has(name))) return
  const strange = columns.filter((column) => !usual.has(column) && !certain.has(column))
  const identity = identityOf(columns)
  if (strange.length === 0 || (rows.length === 0 && certain.has(identity))) return
  const [first] = rows
  const [file] = project.migrations
  const what =
    first && file
      ? `none of its ${rows.length === 1 ? 'row' : `${rows.length} rows`} names a migration of this project (the first says "${first.key}" in ${identity}, the first file is ${file.name})`
      : `it has no rows, and columns that no such table has: ${strange.slice(0, 5).join(', ')}`
  throw unreachable(
    `${show(table)} does not look like a tracking table: ${what}.`,
    'Name the right table with --history-table [schema.]table; a tracking table has a column filename, migration, name or version that holds the names of the files.',
  )
}
