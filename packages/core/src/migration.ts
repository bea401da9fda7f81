import type { TableShape } from './catalog.ts'
import type { SqlChunk } from './chunk.ts'
import type { Place } from './span.ts'

export type Tool = 'prisma' | 'typeorm' | 'sql'

/** A plain SQL tool of the user's own, as the configuration tells it: what is left out is as in `like`. */
export interface DialectSettings {
  /** Name of a built-in dialect. Default: any SQL file, in byte order of the names. */
  readonly like?: string | undefined
  /** Regular expression of the files' paths below the folder; its groups are `version`, `label` and `direction`. */
  readonly files?: string | undefined
  /** Files sort by their names (`bytes`, `localeCompare`), or by the group `version` (`number`; `version`: part by part). */
  readonly order?: 'bytes' | 'localeCompare' | 'number' | 'version' | undefined
  /** Name of a new file; `{version}` and `{label}` are filled in. */
  readonly newFile?: string | undefined
  readonly transaction?: Execution['transaction'] | undefined
  /** How a file reaches the server; `psql`: by psql, whose commands it may hold. */
  readonly send?: 'script' | 'statement' | 'psql' | undefined
  readonly marks?: DialectMarks | undefined
  readonly table?: DialectTable | undefined
  readonly commands?: { readonly run: string; readonly status: string } | undefined
}

/** Beginnings of the comment lines that cut a file. */
export interface DialectMarks {
  readonly up?: string | undefined
  readonly down?: string | undefined
  /** Takes the file out of its transaction. */
  readonly noTransaction?: string | undefined
}

/** The tracking table of a tool of the user's own. */
export interface DialectTable {
  /** `table` or `schema.table`. */
  readonly name?: string | undefined
  readonly columns: {
    /** Holds what identifies a migration. */
    readonly name: string
    readonly appliedAt?: string | undefined
    /** Boolean; false says that the migration failed. */
    readonly success?: string | undefined
    readonly checksum?: string | undefined
    readonly description?: string | undefined
  }
  /** What the column `name` holds. Default `file`: the file's name. `stem`: without its ending. `number`: `version` without zeros. */
  readonly holds?: 'file' | 'stem' | 'version' | 'number' | undefined
  /** Of the column `checksum`: the hash of the file, in hex. Default `sha256`. */
  readonly checksum?: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | undefined
}

/** One step of the user's: a Prisma directory, a TypeORM class, an SQL file. */
export interface Migration {
  /** Its identity in the history: directory name, TypeORM's `name`, file name or version. */
  readonly name: string
  /** The file a person opens, relative to the working directory, with `/`. */
  readonly file: string
  /** What the tool sorts by, as a person would read it: the name, the timestamp, the number. */
  readonly orderKey: string
  readonly up: readonly Step[]
  /** `null` when the tool or the file has no way back. */
  readonly down: readonly Step[] | null
  readonly execution: Execution
  /** Checksums under which the tool would accept the file as unchanged; the first is the one it would write. Empty: the tool keeps none. */
  readonly checksums: readonly string[]
  readonly problems: readonly ReadingProblem[]
}

/** How one migration reaches the server. */
export interface Execution {
  /** `batch`: one transaction for all pending migrations · `migration`: one each · `none`: only what `send` implies. */
  readonly transaction: 'batch' | 'migration' | 'none'
  /**
   * `script`: the text of a step goes as one simple query, an implicit transaction unless the text says otherwise ·
   * `statement`: every statement alone · `semicolon`: cut at every `;`, quotes and dollar quotes not respected.
   */
  readonly send: 'script' | 'statement' | 'semicolon'
}

/** One thing that a migration does, in order. */
export type Step = SqlStep | CatalogStep | UnreadableStep | RefusalStep

export interface SqlStep {
  readonly kind: 'sql'
  readonly chunk: SqlChunk
  /**
   * Values of `$1`, `$2`, …, as text; `null` is SQL's NULL, `undefined` a value that is not known. When present, the text
   * goes by the extended protocol: one statement only.
   */
  readonly parameters?: readonly (string | null | undefined)[]
  /** An error of it goes no further: the program catches it. Inside a transaction the transaction is aborted all the same. */
  readonly swallow?: boolean
  /** Sent over a connection of its own, outside the transaction that the tool holds. */
  readonly elsewhere?: boolean
}

/** The tool itself refuses, before anything is sent: TypeORM's `Table "x" does not exist.` */
export interface RefusalStep {
  readonly kind: 'refusal'
  readonly place: Place
  /** The tool's own message. */
  readonly message: string
  /** What it looked for and did not find; `null` when it is something else. */
  readonly missing: { readonly kind: string; readonly name: string; readonly table?: string } | null
  readonly swallow?: boolean
}

/** A step whose SQL depends on what the database holds at that moment: TypeORM's builder calls, `hasTable` conditions. */
export interface CatalogStep {
  readonly kind: 'catalog'
  readonly place: Place
  /** Pure. The steps to run in its place; may hold further catalog steps. */
  readonly expand: (catalog: CatalogView) => readonly Step[]
}

/** Something the adapter could not read without running it. */
export interface UnreadableStep {
  readonly kind: 'unreadable'
  readonly place: Place
  /** One sentence: what could not be known, and why. */
  readonly reason: string
  /** Lower-case names of objects it may touch; `null` when it may touch anything. */
  readonly mayTouch: readonly string[] | null
}

/** What a catalog step may ask. A missing schema means the search path. */
export interface CatalogView {
  readonly defaultSchema: string
  table(name: string, schema?: string): TableShape | null
  view(name: string, schema?: string): boolean
  enumLabels(name: string, schema?: string): readonly string[] | null
  hasSchema(name: string): boolean
  /** Kind of whatever relation has this name: a table, an index, a sequence, a view, …; `null` when none has. Left out: not known. */
  relation?(name: string, schema?: string): string | null
  /**
   * What a query gives at this moment on a database that the history made from nothing: values as drivers give them,
   * `bigint` and `numeric` as text. A parameter that is not known is `undefined`. `null`, or left out: not known.
   */
  rows?(
    sql: string,
    parameters: readonly (string | null | undefined)[],
  ): readonly Readonly<Record<string, unknown>>[] | null
}

/** A fault found while reading, before any SQL is looked at. `rule` names the rule that reports it. */
export interface ReadingProblem {
  readonly rule: string
  readonly place: Place | null
  readonly data: Readonly<Record<string, unknown>>
}

/** A user's project as an adapter read it. */
export interface Project {
  readonly name: string
  readonly tool: Tool
  /** For plain SQL: the naming, marks and tracking table in use, such as `golang-migrate`. */
  readonly dialect?: string
  /** What the configuration says of the dialect. */
  readonly dialectSettings?: DialectSettings
  /** Version of the ORM, `x.y.z` or `x.y`; `null` when there is none or it is unknown. */
  readonly toolVersion: string | null
  /** Working directory, absolute. All files below are relative to it. */
  readonly root: string
  /** In effective order. */
  readonly migrations: readonly Migration[]
  readonly order: OrderExplanation
  /** Where the tool keeps its history when nothing says otherwise. */
  readonly historyTable: { readonly schema: string | null; readonly name: string }
  /** The schema in which unqualified names are made; the first of `searchPath`. */
  readonly defaultSchema: string
  readonly searchPath: readonly string[]
  /** Statements by which the tool makes its own tables before the first migration. */
  readonly ownTables?: readonly string[]
  /** Schemas that the tool makes before the first migration. */
  readonly schemas?: readonly string[]
  /** SQL of what the migrations take as given because others make it: Prisma's `initShadowDb`. */
  readonly given?: string
  /** Tables and enums that others manage: `schema.name`, or the bare name in the default schema. */
  readonly external?: readonly string[]
  /** Schemas that the hosting platform brings along, with objects that no migration makes. */
  readonly platformSchemas?: readonly string[]
  /** Faults of the project as a whole. */
  readonly problems: readonly ReadingProblem[]
  /** Text of every file that a place may name. */
  readonly sources: ReadonlyMap<string, string>
}

export interface OrderExplanation {
  /** `bytes`, `localeCompare(en-US)`, `class timestamp`, … */
  readonly by: string
  readonly why: string
  /** Other orders in use under which the same files would run differently. */
  readonly alternatives: readonly OrderAlternative[]
}

export interface OrderAlternative {
  readonly by: string
  readonly when: string
  /** Names of migrations, in that order. */
  readonly names: readonly string[]
}
