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

/** A session that holds or waits for an advisory lock of this database, as far as this user may see. */
export interface LockSession {
  readonly pid: number
  /** Of the advisory lock, as PostgreSQL's `bigint` in text. */
  readonly key: string
  /** `false`: it waits for somebody else. */
  readonly granted: boolean
  readonly application: string
  readonly user: string
  /** Address of the client; `null` over a local socket, or when it may not be seen. */
  readonly client: string | null
  /** When its session began; `null` when it may not be seen. */
  readonly since: Date | null
  /** `active`, `idle`, `idle in transaction`, …; `null` when it may not be seen. */
  readonly state: string | null
}

/** Who is at work in the database at the moment of looking. */
export interface Activity {
  /** Sessions on the lock under which this tool runs its migrations. */
  readonly sessions: readonly LockSession[]
}

/** A table that looks like the tracking table of a migration tool. */
export interface TrackingTableSeen {
  readonly schema: string
  readonly name: string
  /** The tool whose form it has, as people call it. */
  readonly tool: string
  /** It is of the form that this project's own tool writes. */
  readonly own: boolean
  /** `null`: it may not be read. */
  readonly rows: number | null
  /** How many of its rows name a migration of this project. */
  readonly known: number
}

/** What the database tells besides the rows of the tracking table. */
export interface HistorySurroundings {
  /** `null`: nothing can be told, since the tool takes no lock or the server is a replica. */
  readonly activity: Activity | null
  /** All tracking tables of the database, with the one in use. */
  readonly tables: readonly TrackingTableSeen[]
  /** The user named the tracking table. */
  readonly named: boolean
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
