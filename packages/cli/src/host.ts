import type { Environment, ExitCode, Files } from '@migration-doctor/core'

/** A stream of the process, as far as the commands need it. */
export interface Output {
  write(text: string): void
  readonly isTerminal: boolean
  /** Columns; 80 where there is no terminal. */
  readonly width: number
}

/** Everything the commands see of the process: no other file reads `process`, the console or the clock. */
export interface Host {
  readonly environment: Environment
  /** Absolute. */
  readonly cwd: string
  /** The report, and nothing else. */
  readonly out: Output
  /** Messages, questions and progress. */
  readonly err: Output
  readonly files: Files
  /** As the user would type it: `migration-doctor`, `npx migration-doctor`. */
  readonly program: string
  readonly version: string
  now(): Date
  /** Writes a file of the user's. Rejects with Node's own error. */
  writeFile(path: string, text: string): Promise<void>
  /** Removes a file that is there. */
  removeFile(path: string): Promise<void>
  /** Removes a folder if nothing is in it. */
  removeEmptyFolder(path: string): Promise<void>
  /** Asks at the terminal; `null` when there is none. */
  ask(question: string): Promise<string | null>
  /** Runs a program and returns what it printed. Rejects when it cannot be run or fails. */
  run(program: string, words: readonly string[], cwd: string): Promise<string>
  /** What has to be closed or removed before the process ends, however it ends. */
  readonly cleanups: Set<() => Promise<void>>
  /** Set by the command that ran. */
  exitCode: ExitCode
}
