import type { Execution, HistoryRow, ReadingProblem } from '@migration-doctor/core'

/** One file of a folder, as a dialect reads its name. */
export interface FileName {
  /** Path below the migrations folder, with `/`. */
  readonly file: string
  /** What the tracking table holds for it. */
  readonly key: string
  /** What the tool sorts by, as a person would read it. */
  readonly orderKey: string
  /** Words of the name, without number and ending. */
  readonly label: string
  readonly direction: 'up' | 'down' | 'both'
  /** A migration written in a programming language: it is run, but cannot be read. */
  readonly language?: string
  /** The tool's own list names it, but it is not there. */
  readonly absent?: boolean
}

/** Half-open UTF-16 range of a file's text. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Replacement extends Range {
  readonly text: string
}

/** The parts of a file, as the tool's own marks cut it. */
export interface Sections {
  readonly up: readonly Range[]
  /** `null`: the file says nothing about the way back. */
  readonly down: readonly Range[] | null
  readonly outsideTransaction: boolean
  readonly problems?: readonly ReadingProblem[]
  /** The tool does not run such a file at all. */
  readonly refusal?: ToolRefusal
}

/** What the tool says of a file that it cannot read, and of which part of it. */
export interface ToolRefusal extends Range {
  readonly message: string
}

/** What one row of a tracking table says. */
export interface RowFacts {
  readonly key: string
  readonly state: HistoryRow['state']
  readonly at: Date | null
  readonly checksum: string | null
  readonly logs: string | null
}

/** What goes into a new row. */
export interface NewRow {
  readonly key: string
  /** Base name of the file. */
  readonly file: string
  readonly label: string
  readonly orderKey: string
  readonly checksum: string | null
  readonly text: string
  readonly now: Date
  /** Rows that are there already. */
  readonly count: number
}

export interface TrackingTable {
  /** `null`: where the search path leads. */
  readonly schema: string | null
  readonly name: string
  /** The column that identifies a migration. */
  readonly identity: string
  /** Columns that must be there. */
  readonly columns: readonly string[]
  /** The column of the checksum, where it is not `checksum`, and its value for one. */
  readonly checksumColumn?: string
  readonly checksumValue?: (checksum: string) => string
  /** SQL of the reading order. */
  readonly orderBy: string
  /** `{table}` stands for the qualified name. */
  readonly create: readonly string[]
  /** Columns that `create` makes, where a new row may hold more. */
  readonly created?: readonly string[]
  readonly readRow: (raw: Readonly<Record<string, unknown>>) => RowFacts
  /** Column values; those of columns that the table lacks are left out. */
  /** Whether a row speaks for a file that is not its own: a baseline. */
  readonly covers?: (raw: Readonly<Record<string, unknown>>, file: FileName) => boolean
  /** Rows of the tool's own that stand for no migration. */
  readonly belongsToNoFile?: (raw: Readonly<Record<string, unknown>>) => boolean
  readonly newRow: (row: NewRow) => Readonly<Record<string, unknown>>
  /**
   * `set`: a row for each migration · `log`: several rows for one, the last counts ·
   * `position`: one row that holds the newest version, all before it count as applied.
   */
  readonly kind: 'set' | 'log' | 'position'
  /** Forms in which a home-made table may hold a migration's name; the first is the one to write. Default: the key. */
  readonly forms?: readonly ((file: FileName) => string)[]
}

/** What a folder looks like before it is read. */
export interface FolderFacts {
  /** Path of the folder below the working directory, `.` for itself. */
  readonly folder: string
  /** Names of all files in it, and of those one level below as `a/b`. */
  readonly names: readonly string[]
  /** Beginnings of a few SQL files. */
  readonly samples: readonly string[]
  /** Text of go.mod, Cargo.toml and package.json beside or above the folder. */
  readonly manifests: string
  /** Text of `meta/_journal.json`. */
  readonly journal: string | null
}

/** How one plain SQL tool names, orders, cuts, sends and records its migrations. Adding one is adding a file. */
export interface Dialect {
  readonly name: string
  /** As people call it. */
  readonly title: string
  /** One sentence when the folder is of this dialect, with how sure that is: 3 certain, 1 possible. */
  readonly recognise: (facts: FolderFacts) => { readonly strength: 1 | 2 | 3; readonly why: string } | null
  /** What its files carry and no other tool's do. */
  readonly mark?: string
  /** `null`: the tool does not look at this file. */
  readonly parseName: (file: string) => FileName | null
  /** All files in order, where something else than the folder's listing says so. */
  readonly list?: (facts: FolderFacts) => readonly FileName[]
  /** The key of a migration that was read, where the name does not say it. */
  readonly keyOf?: (migration: { readonly name: string; readonly orderKey: string }) => string
  readonly compare: (a: FileName, b: FileName) => number
  /** Order keys in the words of a person: `version number`, `bytes`. */
  readonly orderBy: string
  readonly sections: (text: string) => Sections
  /** What the tool puts in place of parts of the text before it sends it. */
  readonly expand?: (text: string) => readonly Replacement[]
  /** The tool looks into the statements itself, and runs a file with `CONCURRENTLY` and the like without a transaction. */
  readonly leavesTransactionFor?: 'concurrent'
  /** A file beside a migration with settings of its own, and whether they take it out of its transaction; `null`: they say nothing. */
  readonly settings?: { readonly fileOf: (file: string) => string; readonly outside: (text: string) => boolean | null }
  /** Schemas that the tool makes before the first migration. */
  readonly schemas?: readonly string[]
  /** Schemas that the platform brings along. */
  readonly platformSchemas?: readonly string[]
  /** Schemas in which its connection looks for unqualified names; left out: `public`. */
  readonly searchPath?: readonly string[]
  readonly execution: (outsideTransaction: boolean) => Execution
  /**
   * What it makes of bytes that are no UTF-8: sends them as they are, refuses the file, or reads U+FFFD instead. Left out:
   * a home-made runner may do any of these.
   */
  readonly invalidBytes?: 'sent' | 'refused' | 'replaced'
  /** It takes a byte order mark off. */
  readonly stripsByteOrderMark?: boolean
  /** Whose commands its files may hold: psql's always, psql's where a file has some, or just the data lines of `COPY`. */
  readonly psql?: 'always' | 'where-used' | 'copy-data'
  /** What the tool would store and compare. Empty: it keeps none. */
  readonly checksums: (text: string) => readonly string[]
  readonly table: TrackingTable
  /** SQL that takes the tool's own advisory lock; `null`: it has none. */
  readonly lock: string | null
  /** Prefixes for a file that has to sort right after another, the best first. Default: by the other's digits. */
  readonly prefixesAfter?: (file: string, now: Date, orderKey: string) => readonly string[]
  /** Writes a patch where the order does not stand in the names. `null`: there is no place for it. */
  readonly patch?: (wanted: WantedPatch) => readonly NewFileText[] | null
  /** Names of a new migration's files. */
  readonly newFile: (wanted: NewFile) => readonly NewFileText[]
  readonly commands: { readonly run: string; readonly status: string }
}

export interface WantedPatch {
  readonly title: string
  readonly up: string
  /** The migrations between which it has to stand; `null` at an end. */
  readonly after: FileName | null
  readonly before: FileName | null
  readonly now: Date
  readonly journal: string
}

export interface NewFile {
  readonly title: string
  /** Prefix (number, date or time) that sorts where the patch has to go. */
  readonly prefix: string
  readonly up: string
  readonly down: string
  readonly outsideTransaction: boolean
  /** The folder has `.up.sql` and `.down.sql` files. */
  readonly paired: boolean
  /** Text of the file that it follows. */
  readonly previous: string | null
}

export interface NewFileText {
  /** Base name. */
  readonly name: string
  readonly text: string
}
