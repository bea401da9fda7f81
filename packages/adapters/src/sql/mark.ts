import { type History, type HistoryRow, type Migration, type Project, refused } from '@migration-doctor/core'
import type { HistoryWrite, Mark } from '../adapter.ts'
import { qualified, quoted, show, type TableName } from '../tracking-table.ts'
import type { Dialect, FileName, TrackingTable } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { fileOf, filesOf, tableFor } from './history.ts'

/** The rows that the tool would write. @throws DoctorError (4) where a mark makes no sense. */
export function markSql(mark: Mark, history: History | null, project: Project, now: Date): readonly HistoryWrite[] {
  const marking = markingOf(mark.migration, history, project)
  if (marking.table.kind === 'position') return markPosition(mark, marking)
  if (mark.kind === 'applied') return markApplied(marking, now)
  return takeOut(mark, marking)
}

interface Marking {
  readonly migration: Migration
  readonly file: FileName
  readonly dialect: Dialect
  readonly table: TrackingTable
  readonly name: TableName
  readonly history: History | null
  /** Those of this migration. */
  readonly rows: readonly HistoryRow[]
  readonly project: Project
}

function markingOf(migration: Migration, history: History | null, project: Project): Marking {
  const dialect = dialectOf(project)
  const name = history?.table ?? tableNameOf(project)
  const table = history?.columns ? tableFor(dialect, history.columns, show(name)) : dialect.table
  const file = fileOf(migration, dialect)
  if (!file) throw refused(`${migration.name} has no name that ${dialect.title} would record.`)
  const rows = (history?.rows ?? []).filter((row) => row.name === migration.name)
  return { migration, file, dialect, table, name, history, rows, project }
}

export function tableNameOf(project: Project): TableName {
  return { schema: project.historyTable.schema ?? project.defaultSchema, name: project.historyTable.name }
}

function isApplied({ rows, table }: Marking): boolean {
  return table.kind === 'log' ? rows.at(-1)?.state === 'applied' : rows.some(({ state }) => state === 'applied')
}

function markApplied(marking: Marking, now: Date): readonly HistoryWrite[] {
  const { table, name, history, rows, migration } = marking
  if (isApplied(marking)) throw refused(`${migration.name} is already recorded as applied in ${show(name)}.`)
  const failed = rows.filter(({ state }) => state === 'failed').map((row) => deletion(row, table, name))
  return [...(history ? [] : creation(table, name)), ...failed, insertion(marking, now)]
}

function insertion(marking: Marking, now: Date, key = writtenForm(marking)): HistoryWrite {
  const { table, name, file, history, migration, project } = marking
  const values = table.newRow({
    key,
    file: file.file,
    label: file.label,
    orderKey: file.orderKey,
    checksum: migration.checksums[0] ?? null,
    text: project.sources.get(migration.file) ?? '',
    now,
    count: history?.rows.length ?? 0,
  })
  const there = history?.columns ?? table.created
  const entries = Object.entries(values).filter(([column]) => there?.includes(column) ?? true)
  const columns = entries.map(([column]) => quoted(column)).join(', ')
  const places = entries.map((_, index) => `$${index + 1}`).join(', ')
  return {
    sql: `INSERT INTO ${qualified(name)} (${columns}) VALUES (${places})`,
    parameters: entries.map(([, value]) => value),
  }
}

/** The form in which the table's rows are written already; else the likeliest one. */
function writtenForm({ table, file, history, project, dialect }: Marking): string {
  const forms = table.forms ?? [(one: FileName) => one.key]
  const keys = new Set(history?.rows.map(({ key }) => key))
  const files = filesOf({ dialect, project })
  const used = forms.find((form) => files.some((one) => keys.has(form(one))))
  return (used ?? forms[0] ?? ((one: FileName) => one.key))(file)
}

function takeOut(mark: Mark, { migration, table, name, rows }: Marking): readonly HistoryWrite[] {
  const wanted = mark.kind === 'rolled-back' ? rows.filter(({ state }) => state === 'failed') : rows
  if (wanted.length > 0) return [deletion(wanted[0] ?? rows[0] ?? missing(migration), table, name)]
  throw refused(
    mark.kind === 'rolled-back'
      ? `${migration.name} is not recorded as failed in ${show(name)}.`
      : `${migration.name} is not recorded in ${show(name)}, so it is pending already.`,
  )
}

function missing(migration: Migration): never {
  throw refused(`${migration.name} is not recorded.`)
}

/** A table with one position can only say "all up to here". */
function markPosition(mark: Mark, marking: Marking): readonly HistoryWrite[] {
  const { history, migration, project, name } = marking
  const index = project.migrations.findIndex((one) => one.name === migration.name)
  const recorded = history?.rows ?? []
  const current = project.migrations.findIndex((one) => one.name === recorded.at(-1)?.name)
  const dirty = recorded.at(-1)?.state === 'failed'
  if (mark.kind === 'applied') {
    if (index < current || (index === current && !dirty))
      throw refused(`${migration.name} is already recorded as applied.`)
    const first = dirty ? current : current + 1
    if (index !== first) throw outOfStep(migration, project.migrations[first])
    return setPosition(marking.file.key, marking)
  }
  if (index !== current) throw outOfStep(migration, project.migrations[current])
  if (mark.kind === 'rolled-back' && !dirty) throw refused(`${migration.name} is not recorded as failed.`)
  const before = project.migrations[index - 1]
  const key = before ? fileOf(before, marking.dialect)?.key : undefined
  return key === undefined ? [{ sql: `DELETE FROM ${qualified(name)}`, parameters: [] }] : setPosition(key, marking)
}

function outOfStep(migration: Migration, expected: Migration | undefined): Error {
  return refused(
    `The tracking table holds one version for all migrations, so ${migration.name} cannot be marked by itself.`,
    expected ? `Mark ${expected.name} first.` : '',
  )
}

function setPosition(key: string, marking: Marking): readonly HistoryWrite[] {
  const { history, table, name } = marking
  const empty = history ? [{ sql: `DELETE FROM ${qualified(name)}`, parameters: [] }] : creation(table, name)
  return [...empty, insertion(marking, new Date(0), key)]
}

export function deletion(row: HistoryRow, table: TrackingTable, name: TableName): HistoryWrite {
  return {
    sql: `DELETE FROM ${qualified(name)} WHERE ${quoted(table.identity)} = $1`,
    parameters: [row.raw[table.identity]],
  }
}

function creation(table: TrackingTable, name: TableName): readonly HistoryWrite[] {
  const statements = table.create.map((sql) => ({ sql: sql.replaceAll('{table}', qualified(name)), parameters: [] }))
  if (name.schema === 'public') return statements
  return [{ sql: `CREATE SCHEMA IF NOT EXISTS ${quoted(name.schema)}`, parameters: [] }, ...statements]
}
