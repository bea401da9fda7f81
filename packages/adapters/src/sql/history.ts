import { type Database, type History, type HistoryRow, type Project, unreachable } from '@migration-doctor/core'
import { assertColumns, findTable, readRows, show } from '../tracking-table.ts'
import type { Dialect, FileName, RowFacts, TrackingTable } from './dialect.ts'
import { dialectNamed } from './dialects.ts'
import { homeMadeNeeds, homeMadeTable, isHomeMade } from './home-made-table.ts'
import { compareDigits } from './name.ts'

/** Reads the tracking table of a plain SQL project. `null` when it is not there. */
export async function readSqlHistory(database: Database, project: Project): Promise<History | null> {
  const found = await findTable(database, project.historyTable)
  if (!found) return null
  const dialect = dialectNamed(project.dialect)
  const table = tableFor(dialect, found.columns, show(found.table))
  assertColumns(found.table, found.columns, table.columns)
  const raw = await readRows(database, found.table, table.orderBy)
  const rows = raw.map((row) => ({ raw: row, facts: table.readRow(row) }))
  return { table: found.table, columns: found.columns, rows: tell(rows, { table, dialect, project }) }
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
  const names = namesByForm(telling)
  if (telling.table.kind === 'position') return fromPosition(rows, telling)
  return withoutStart(rows, telling).map((row) => historyRow(row, names.get(row.facts.key) ?? row.facts.key))
}

/** goose begins its log with a row of version 0 that belongs to no file. */
function withoutStart(rows: readonly ReadRow[], { table }: Telling): readonly ReadRow[] {
  return table.kind === 'log' ? rows.filter(({ facts }) => facts.key !== '0') : rows
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

/** One row for all: what is not newer than its version is applied, the version itself may be dirty. */
function fromPosition(rows: readonly ReadRow[], telling: Telling): readonly HistoryRow[] {
  const [position] = rows
  if (!position) return []
  const files = filesOf(telling)
  const until = files.filter(({ key }) => compareDigits(key, position.facts.key) <= 0)
  const known = until.map((file) => {
    const own = file.key === position.facts.key
    return { ...historyRow(position, file.file), key: file.key, state: own ? position.facts.state : 'applied' } as const
  })
  if (files.some(({ key }) => key === position.facts.key)) return known
  return [...known, historyRow(position, position.facts.key)]
}

/** File names of a project's migrations, read again by its dialect. */
export function filesOf({ dialect, project }: Pick<Telling, 'dialect' | 'project'>): readonly FileName[] {
  return project.migrations.flatMap(({ name }) => dialect.parseName(name) ?? [])
}

function namesByForm(telling: Telling): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const forms = telling.table.forms ?? [(file: FileName) => file.key]
  for (const form of forms) {
    for (const file of filesOf(telling)) if (!names.has(form(file))) names.set(form(file), file.file)
  }
  return names
}
