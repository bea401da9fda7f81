import type {
  Database,
  DialectSettings,
  EngineDatabase,
  Environment,
  Files,
  History,
  HistoryRow,
  Migration,
  ModelDrift,
  ModelUnknown,
  Project,
  Tool,
} from '@migration-doctor/core'

/** What the user said about the project; everything else is found out. */
export interface ProjectOptions {
  /** Working directory, absolute. */
  readonly cwd: string
  /** Directories or globs of migrations, relative to `cwd`. */
  readonly migrations: readonly string[]
  readonly historyTable?: { readonly schema: string | null; readonly name: string }
  /** The ORM version whose behaviour to reproduce. */
  readonly toolVersion?: string
  /** Path of the schema or data source, when the user names one. */
  readonly schemaFile?: string
  /** The connection string that the user names instead of the project's own; its parameters count, as `?schema=` does for Prisma. */
  readonly url?: string
  readonly name?: string
  /** For plain SQL: a built-in dialect by its name, or one of the user's own. */
  readonly dialect?: string | DialectSettings
}

export interface Surroundings {
  readonly files: Files
  readonly environment: Environment
}

/** How a project was read. */
export interface Reading {
  readonly options: ProjectOptions
  readonly around: Surroundings
}

/** Why an adapter thinks that a project is its own. */
export interface Detection {
  readonly tool: Tool
  /** 3: its configuration names the migrations · 2: its migrations are there · 1: only its package is. */
  readonly strength: 1 | 2 | 3
  /** One sentence for people. */
  readonly why: string
}

/** A Node process of its own that runs a program given as text, and talks with us in messages. */
export interface Child {
  send(message: object): void
  /** The next message of it. @throws DoctorError when it has ended, and after `timeoutMs` without one. */
  receive(timeoutMs: number): Promise<unknown>
  kill(): Promise<void>
}

/** What executing needs of the floor above: a database of ours to run on, and a process to run in. */
export interface Stage {
  /** A scratch database, empty but for the extensions that migrations take as given. */
  readonly database: Database
  /** Starts a process in a folder. Its environment names none of the user's databases. */
  launch(program: string, folder: string): Child
  /** Path of jiti, by which TypeScript is loaded. */
  readonly loader: string
  onProgress?(done: number, total: number): void
}

/** How to execute a project. */
export interface Execution extends Reading {
  readonly stage: Stage
  /** Also compare its model with what the migrations have made. */
  readonly model: boolean
}

export interface Executed {
  /** Its steps are what the program has sent. */
  readonly project: Project
  /** `null`: that was not asked. */
  readonly model: ModelDrift | ModelUnknown | null
}

/** What to write into the history. */
export interface Mark {
  readonly kind: 'applied' | 'rolled-back' | 'pending'
  readonly migration: Migration
}

/** One parametrised write to the tracking table. */
export interface HistoryWrite {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** A cure to be written as a migration of the user's own tool. */
export interface Patch {
  /** Words for the name: `repair invoice line items`. */
  readonly title: string
  /** Lines of the comment that says what it cures. */
  readonly comment: readonly string[]
  readonly up: readonly string[]
  readonly down: readonly string[]
  /** It must sort right after this migration; `null`: after all. */
  readonly after: string | null
  /** Must not run in a transaction. */
  readonly outsideTransaction: boolean
}

export interface PatchFile {
  readonly migration: string
  /** Relative to the project's root, with `/`. */
  readonly path: string
  readonly text: string
  /** Further files that belong to it: the `.down.sql` of a pair, Drizzle's journal. */
  readonly companions?: readonly { readonly path: string; readonly text: string }[]
}

/** A user's project ↔ migrations, history, marks, patch files. One folder each; adding one is adding a folder. */
export interface Adapter {
  readonly tool: Tool
  detect(options: ProjectOptions, around: Surroundings): Promise<Detection | null>
  /** @throws DoctorError (exit code 2) when the project cannot be used. */
  read(options: ProjectOptions, around: Surroundings): Promise<Project>
  /** The connection string that the project's own configuration gives. */
  databaseUrl(options: ProjectOptions, around: Surroundings): Promise<string | null>
  /** `null` when the table is not there. @throws DoctorError when it has another shape or may not be read. */
  readHistory(database: Database, project: Project): Promise<History | null>
  /** The writes that the tool itself would make. @throws DoctorError where the tool would refuse. */
  mark(mark: Mark, history: History | null, project: Project, now: Date): readonly HistoryWrite[]
  /** Deletes one row, or sets its checksum to the file's. */
  deleteRow(row: HistoryRow, project: Project): HistoryWrite
  realign(row: HistoryRow, migration: Migration, project: Project): HistoryWrite
  /** Statement that takes the tool's own advisory lock for the session or transaction; a doctor's own key where the tool has none. */
  lock(project: Project): HistoryWrite
  /** A query for the key of that lock, as text in a column `key`, where the tool itself takes one. */
  lockKey?(project: Project): HistoryWrite | null
  /** The checksums under which the tool would accept a text as that of a migration. */
  checksumsOf?(text: string, project: Project): readonly string[]
  /** Compares the project's model with its migrations, by the ORM's own engine in an empty database; not all tools have a model. */
  modelDrift?(project: Project, database: EngineDatabase, reading: Reading): Promise<ModelDrift | ModelUnknown>
  renderPatch(patch: Patch, project: Project, now: Date): PatchFile
  /** The command by which the user runs pending migrations, and the one that shows their state. */
  readonly commands: { readonly run: string; readonly status: string }
  /**
   * Runs the user's own program on a scratch database. Only where migrations are programs.
   * @throws DoctorError (exit code 2) when it cannot be run.
   */
  execute?(project: Project, how: Execution): Promise<Executed>
  /** The same for this very project, where it is not the same for all. */
  commandsFor?(project: Project): { readonly run: string; readonly status: string }
}
