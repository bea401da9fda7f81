import type { Activity, History, HistoryRow, Migration, MigrationState, Project } from '@migration-doctor/core'
import { overtaken } from './history/order.ts'
import { unfinishedState } from './history/unfinished.ts'

/** What the history says of one migration. */
export interface Recorded {
  readonly rows: readonly HistoryRow[]
  /** The row that counts: one that did not finish, since it stops the tool; else the last one that was not rolled back; else the last one. */
  readonly row: HistoryRow | null
}

/** Rows by migration name, in the history's own order. */
export function recordedByName(history: History): ReadonlyMap<string, Recorded> {
  const rows = new Map<string, HistoryRow[]>()
  for (const row of history.rows) {
    const list = rows.get(row.name)
    if (list) list.push(row)
    else rows.set(row.name, [row])
  }
  return new Map([...rows].map(([name, list]) => [name, { rows: list, row: liveRow(list) }]))
}

function liveRow(rows: readonly HistoryRow[]): HistoryRow | null {
  const failed = rows.findLast((row) => row.state === 'failed')
  return failed ?? rows.findLast((row) => row.state !== 'rolled-back') ?? rows.at(-1) ?? null
}

/** The state of every migration that has a file or a row. Without a history all are pending. */
export function statesOf(
  project: Project,
  history: History | 'absent' | null,
  activity: Activity | null = null,
): ReadonlyMap<string, MigrationState> {
  const states = new Map<string, MigrationState>()
  const rows = history && history !== 'absent' ? history.rows : []
  const recorded = history && history !== 'absent' ? recordedByName(history) : new Map<string, Recorded>()
  const late = overtaken(project, rows)
  for (const migration of project.migrations) {
    const row = recorded.get(migration.name)?.row ?? null
    const failed = row?.state === 'failed' ? unfinishedState(row, { project, rows, activity }) : null
    const state = failed ?? stateOf(migration, row)
    states.set(migration.name, state === 'applied' && late.has(migration.name) ? 'out-of-order' : state)
  }
  for (const [name, { row }] of recorded) {
    if (!states.has(name) && row?.state !== 'rolled-back') states.set(name, 'missing-file')
  }
  return states
}

function stateOf(migration: Migration, row: HistoryRow | null): MigrationState {
  if (!row) return 'pending'
  if (row.state === 'applied' && isEdited(migration, row)) return 'edited'
  return row.state
}

/** Does the row's checksum fit none of the forms of the file? Without checksums nothing can be told. */
export function isEdited(migration: Migration, row: HistoryRow): boolean {
  if (row.checksum === null || row.checksum === '' || migration.checksums.length === 0) return false
  return !migration.checksums.includes(row.checksum)
}

const recordedStates: ReadonlySet<MigrationState> = new Set([
  'applied',
  'claimed',
  'edited',
  'out-of-order',
  'absent',
  'partial',
])

/** Has the database run it, as far as its history says? */
export function isRecorded(state: MigrationState | undefined): boolean {
  return state !== undefined && recordedStates.has(state)
}
