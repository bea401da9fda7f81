import type { Severity } from '@migration-doctor/core'

/** What both functions take. */
export interface CheckOptions {
  /** The project's folder; left out: the working directory. */
  readonly cwd?: string
  /** Folders or globs of migrations; left out: as the project's own configuration says. */
  readonly migrations?: string | readonly string[]
  /** A configuration file of migration-doctor; left out: the one that the project has. */
  readonly config?: string
  /** Version of the ORM whose behaviour to reproduce; left out: the installed one. */
  readonly toolVersion?: string
  /** Run the migrations on a scratch PostgreSQL, which takes seconds: when in doubt, always or never (the default). */
  readonly replay?: 'auto' | 'always' | 'never'
}

export interface PreflightOptions extends CheckOptions {
  /** Throw from this severity up; `error` when left out. */
  readonly failOn?: Severity | 'never'
}
