import type { History, HistoryRow, TrackingTableSeen } from '@migration-doctor/core'
import { type Recorded, recordedByName } from '../states.ts'
import type { World } from '../world.ts'
import { unfinishedState } from './unfinished.ts'

/** The history, when there is one. */
export function historyOf({ history }: World): History | null {
  return history === 'absent' ? null : history
}

/** What the history says of each migration; empty without one. */
export function recordedIn(world: World): ReadonlyMap<string, Recorded> {
  const history = historyOf(world)
  return history ? recordedByName(history) : new Map()
}

export interface Unfinished {
  readonly name: string
  readonly row: HistoryRow
  readonly state: 'failed' | 'interrupted' | 'running'
}

/** Migrations that began and have no end, also those without a file. */
export function unfinishedIn(world: World): readonly Unfinished[] {
  const rows = historyOf(world)?.rows ?? []
  const activity = world.surroundings?.activity ?? null
  return [...recordedIn(world)].flatMap(([name, { row }]) => {
    if (row?.state !== 'failed') return []
    return [{ name, row, state: unfinishedState(row, { project: world.project, rows, activity }) }]
  })
}

/** Tracking tables besides the one in use. */
export function otherTables(world: World): readonly TrackingTableSeen[] {
  const used = historyOf(world)?.table
  const seen = world.surroundings?.tables ?? []
  return seen.filter(({ schema, name }) => schema !== used?.schema || name !== used.name)
}

/** The name by which findings say that they follow from the tracking table's absence. */
export const historyTableCause = 'history-table'

/** The name by which findings say that they follow from a migration whose file is gone. */
export const missingFileCause = 'missing-file'

/** Tables of this tool that record migrations of this project, where the tool does not look; the fullest first. */
export function misplacedIn(world: World): readonly TrackingTableSeen[] {
  const history = historyOf(world)
  if (world.history === null || (history && history.rows.length > 0)) return []
  const { platformSchemas = [] } = world.project
  const found = otherTables(world).filter(
    ({ own, known, schema }) => own && known > 0 && !platformSchemas.includes(schema),
  )
  return found.toSorted((a, b) => b.known - a.known)
}
