import type { Report } from '@migration-doctor/core'

export interface RenderOptions {
  /** Text of the files that locations name, by project name and path. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  readonly quiet: boolean
  readonly verbose: boolean
}

/** report → text. Pure: no console, no files, no clock. */
export interface Reporter {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  render(report: Report, options: RenderOptions): string
}
