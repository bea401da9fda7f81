import { type Database, type History, type HistoryRow, type Project, unreachable } from '@migration-doctor/core'
import { assertColumns, findTable, readRows, show } from '../tracking-table.ts'
import type { Dialect, FileName, RowFacts, TrackingTable } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { homeMadeNeeds, homeMadeTable, isHomeMade } from './home-made-table.ts'
import { assertPlausible } from './plausible.ts'
import { findRenamed } from './renamed-table.ts'

/** Reads the tracking table of a plain SQL project. `null` when it is not there. */
export async function readSqlHistory(database: Database, project: Project): Promise<History | null> {
  const dialect = dialectOf(project)
  const found = (await findTable(database, project.historyTable)) ?? (await findElsewhere(database, project, dialect))
  if (!found) return null
  const table = tableFor(dialect, found.columns, show(found.table))
  assertColumns(found.table, found.columns, table.columns)
  const raw = await readRows(database, found.table, table.orderBy)
  const rows = raw.map((row) => ({ raw: row, facts: table.readRow(row) }))
  const told = tell(rows, { table, dialect, project })
  if (table !== dialect.table) assertPlausible({ table: found.table, columns: found.columns, rows: told, project })
  return { table: found.table, columns: found.columns, rows: told }
}

/** The tool may have been told another name for its table, of which the files say nothing. */
async function findElsewhere(database: Database, project: Project, dialect: Dialect) {
  const { schema, name } = dialect.table
  // A name that the user gives is meant.
  if (project.historyTable.name !== name || project.historyTable.schema !== schema) return null
  const renamed = await findRenamed(database, project, dialect)
  return renamed && findTable(database, renamed)
}

/** The dialect's own table when the columns fit; else a home-made one by the names of its columns. */
export function tableFor(dialect: Dialect, columns: readonly string[], shown: string): TrackingTable {
  if (dialect.table.columns.every((column) => columns.includes(column)) && dialect.name !== 'generic')
    return dialect.table
  if (isHomeMade(columns)) return homeMadeTable(dialect.table.name, columns)
  throw unreachable(
    `${shown} has another shape than expected: it has the columns ${columns.join(', ') || '(none)'}; expected ${dialect.table.columns.join(', ') || homeMadeNeeds}.`,
    'Name the right table with --history-table [schema.]table.',
  )
}

interface ReadRow {
  readonly raw: Readonly<Record<string, unknown>>
  readonly facts: RowFacts
}

interface Telling {
  readonly table: TrackingTable
  readonly dialect: Dialect
  readonly project: Project
}

function tell(rows: readonly ReadRow[], telling: Telling): readonly HistoryRow[] {
  const own = rows.filter(({ raw }) => telling.table.belongsToNoFile?.(raw) !== true)
  if (telling.table.kind === 'position') return fromPosition(own, telling)
  const names = namesByForm(telling)
  const told = own.map((row) => historyRow(row, names.get(row.facts.key) ?? row.facts.key))
  return [...covered(rows, told, telling), ...(telling.table.kind === 'log' ? lastOfEach(told) : told)]
}

/** Of a log, what was said last of each migration counts; a way back that was said last leaves it pending. */
function lastOfEach(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  const last = new Map(rows.map((row) => [row.name, row]))
  return rows.filter((row) => last.get(row.name) === row)
}

/** Migrations that a baseline speaks for: recorded, but not run here. */
function covered(rows: readonly ReadRow[], told: readonly HistoryRow[], telling: Telling): readonly HistoryRow[] {
  const { covers } = telling.table
  if (!covers) return []
  const files = filesOf(telling).filter(({ file }) => !told.some(({ name }) => name === file))
  return rows.flatMap((row) =>
    files
      .filter((file) => covers(row.raw, file))
      .map((file) => ({ ...historyRow(row, file.file), state: 'claimed' }) as const),
  )
}

function historyRow({ raw, facts }: ReadRow, name: string): HistoryRow {
  return {
    name,
    key: facts.key,
    state: facts.state,
    startedAt: facts.at,
    finishedAt: facts.state === 'failed' ? null : facts.at,
    checksum: facts.checksum,
    logs: facts.logs,
    appliedSteps: null,
    raw,
  }
}

/** One row for all: what does not come after its version is applied, the version itself may be dirty. */
function fromPosition(rows: readonly ReadRow[], telling: Telling): readonly HistoryRow[] {
  const [position] = rows
  if (!position) return []
  const { key } = position.facts
  const pointer: FileName = { file: key, key, orderKey: key, label: '', direction: 'both' }
  const files = filesOf(telling)
  const until = files.filter((file) => file.key === key || telling.dialect.compare(file, pointer) < 0)
  const known = until.map((file) => {
    const state = file.key === key ? position.facts.state : 'applied'
    return { ...historyRow(position, file.file), key: file.key, state } as const
  })
  return files.some((file) => file.key === key) ? known : [...known, historyRow(position, key)]
}

/** File names of a project's migrations, read again by its dialect. */
export function filesOf({ dialect, project }: Pick<Telling, 'dialect' | 'project'>): readonly FileName[] {
  return project.migrations.flatMap((migration) => fileOf(migration, dialect) ?? [])
}

/** The file name of a migration with the key under which the tool records it. */
export function fileOf(
  migration: { readonly name: string; readonly orderKey: string },
  dialect: Dialect,
): FileName | null {
  const file = dialect.parseName(migration.name)
  return file && dialect.keyOf ? { ...file, key: dialect.keyOf(migration) } : file
}

function namesByForm(telling: Telling): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const forms = telling.table.forms ?? [(file: FileName) => file.key]
  const files = filesOf(telling)
  for (const form of forms) {
    for (const file of files) if (!names.has(form(file))) names.set(form(file), file.file)
  }
  return names
}
