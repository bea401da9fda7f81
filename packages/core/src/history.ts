/** The rows of a tracking table, in the tool's own reading order. */
export interface History {
  readonly table: { readonly schema: string; readonly name: string }
  readonly rows: readonly HistoryRow[]
  /** The table's columns, where the adapter needs them to write. */
  readonly columns?: readonly string[]
}

/** One row, told in the same words for every tool. */
export interface HistoryRow {
  /** The migration's name as the tool compares it. */
  readonly name: string
  /** The row's own key as text, for messages and for exact updates. */
  readonly key: string
  readonly state: 'applied' | 'failed' | 'rolled-back' | 'claimed'
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly checksum: string | null
  /** The error that the tool kept, if it keeps one. */
  readonly logs: string | null
  /** Statements the tool counts as done; `null` where it keeps no count. */
  readonly appliedSteps: number | null
  /** All columns as read. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** State of a migration (DESIGN words): one word, one meaning. */
export type MigrationState =
  | 'applied'
  | 'pending'
  | 'failed'
  | 'interrupted'
  | 'running'
  | 'rolled-back'
  | 'edited'
  | 'missing-file'
  | 'out-of-order'
  | 'claimed'
  | 'absent'
  | 'unrecorded'
  | 'partial'
