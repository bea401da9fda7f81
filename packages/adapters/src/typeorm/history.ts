import { type Database, type History, type HistoryRow, type Project, refused } from '@migration-doctor/core'
import type { HistoryWrite, Mark } from '../adapter.ts'
import { assertColumns, findTable, qualified, quoted, readRows } from '../tracking-table.ts'
import { NamingStrategy } from './builder/name.ts'
import { timestampOf } from './order.ts'

/** Reads the `migrations` table, the last run first, as TypeORM does. `null` when it is not there. */
export async function readTypeormHistory(database: Database, project: Project): Promise<History | null> {
  const found = await findTable(database, project.historyTable)
  if (!found) return null
  assertColumns(found.table, found.columns, ['id', 'timestamp', 'name'])
  const rows = await readRows(database, found.table, '"id" DESC')
  return { table: found.table, rows: rows.map(rowOf) }
}

/** TypeORM keeps no time, no state and no checksum: a row is a claim that the migration has run. */
function rowOf(raw: Readonly<Record<string, unknown>>): HistoryRow {
  return {
    name: String(raw['name']),
    key: String(raw['id']),
    state: 'applied',
    startedAt: null,
    finishedAt: null,
    checksum: null,
    logs: null,
    appliedSteps: null,
    raw,
  }
}

/** The row that TypeORM writes after a run, or its removal. @throws DoctorError (4) where TypeORM could not have done it. */
export function markTypeorm(mark: Mark, history: History | null, project: Project): readonly HistoryWrite[] {
  const { migration, kind } = mark
  const table = tableOf(history, project)
  const rows = (history?.rows ?? []).filter(({ name }) => name === migration.name)
  if (kind !== 'applied') {
    if (rows.length === 0)
      throw refused(`The migration ${migration.name} is not recorded, so there is nothing to take out.`)
    return rows.map((row) => deletion(row, table))
  }
  if (rows.length > 0) throw refused(`The migration ${migration.name} is already recorded as applied in the database.`)
  const timestamp = timestampOf(migration.name)
  if (timestamp === null) {
    throw refused(
      `${migration.name} migration name is wrong. Migration class name should have a JavaScript timestamp appended.`,
      'Rename the class (and its `name`) first; the timestamp is part of the row.',
    )
  }
  const insert = {
    sql: `INSERT INTO ${table}("timestamp", "name") VALUES ($1, $2)`,
    parameters: [timestamp, migration.name],
  }
  return [...(history ? [] : createTable(project)), insert]
}

export function deletion(row: HistoryRow, table: string): HistoryWrite {
  return { sql: `DELETE FROM ${table} WHERE "id" = $1`, parameters: [row.key] }
}

/** Without a schema of the data source's, TypeORM leaves the choice to the search path. */
export function tableOf(history: History | null, project: Pick<Project, 'historyTable'>): string {
  if (history) return qualified(history.table)
  const { schema, name } = project.historyTable
  return schema === null ? quoted(name) : qualified({ schema, name })
}

/** As TypeORM makes it before the first migration. */
export function createTable(project: Pick<Project, 'historyTable' | 'toolVersion'>): readonly HistoryWrite[] {
  const major = Number.parseInt(project.toolVersion ?? '0', 10) >= 1 ? 1 : 0
  const key = new NamingStrategy(major).primaryKey(project.historyTable.name, ['id'])
  const sql = `CREATE TABLE ${tableOf(null, project)} ("id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL, CONSTRAINT "${key}" PRIMARY KEY ("id"))`
  return [{ sql, parameters: [] }]
}
