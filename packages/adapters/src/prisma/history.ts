import type { Database, History, HistoryRow, Project } from '@migration-doctor/core'
import { assertColumns, findTable, readRows, textOrNull, timeOf } from '../tracking-table.ts'

const columns = [
  'id',
  'checksum',
  'finished_at',
  'migration_name',
  'logs',
  'rolled_back_at',
  'started_at',
  'applied_steps_count',
]

/** Reads `_prisma_migrations` in the engine's own order. `null` when it is not there. */
export async function readPrismaHistory(database: Database, project: Project): Promise<History | null> {
  const found = await findTable(database, project.historyTable)
  if (!found) return null
  assertColumns(found.table, found.columns, columns)
  const rows = await readRows(database, found.table, '"started_at" ASC')
  return { table: found.table, rows: rows.map(rowOf) }
}

function rowOf(raw: Readonly<Record<string, unknown>>): HistoryRow {
  return {
    name: String(raw['migration_name']),
    key: String(raw['id']),
    state: stateOf(raw),
    startedAt: timeOf(raw['started_at']),
    finishedAt: timeOf(raw['finished_at']),
    checksum: textOrNull(raw['checksum']),
    logs: textOrNull(raw['logs']),
    appliedSteps: Number(raw['applied_steps_count']),
    raw,
  }
}

/**
 * `migrate resolve --applied` writes no step, empty logs, and one time for start and end: nothing ran.
 * A run counts its step before it sets the end.
 */
function stateOf(raw: Readonly<Record<string, unknown>>): HistoryRow['state'] {
  if (timeOf(raw['rolled_back_at']) !== null) return 'rolled-back'
  const finished = timeOf(raw['finished_at'])
  if (finished === null) return 'failed'
  const sameTime = timeOf(raw['started_at'])?.getTime() === finished.getTime()
  return Number(raw['applied_steps_count']) === 0 && sameTime ? 'claimed' : 'applied'
}
