import type { HistoryRow } from '@migration-doctor/core'
import { textOrNull, timeOf } from '../tracking-table.ts'
import type { RowFacts } from './dialect.ts'

/** Reads a row whose columns only say which migration and when. */
export function plainRow(identity: string, at: string | null) {
  return (raw: Readonly<Record<string, unknown>>): RowFacts => rowFacts(raw, { identity, at, state: 'applied' })
}

export function rowFacts(
  raw: Readonly<Record<string, unknown>>,
  known: { readonly identity: string; readonly at: string | null; readonly state: HistoryRow['state'] },
): RowFacts {
  return {
    key: textOrNull(raw[known.identity]) ?? '',
    state: known.state,
    at: known.at === null ? null : timeOf(raw[known.at]),
    checksum: null,
    logs: null,
  }
}
