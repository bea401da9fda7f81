import type { Report, Severity } from '@migration-doctor/core'

/** How the user started the program, so that the commands we suggest can be typed as they stand. */
export interface Invocation {
  /** `migration-doctor`, or `npx migration-doctor`. */
  readonly program: string
  /** Project options to repeat, quoted for a shell and without any password; may be empty. */
  readonly options: string
}

/** How it is called when nothing is known. */
export const ordinary: Invocation = { program: 'migration-doctor', options: '' }

/** What a rule says of itself. */
export interface RuleText {
  readonly name: string
  readonly severity: Severity
  readonly summary: string
  /** What will happen to the user. Markdown. */
  readonly why: string
  /** What it cannot do without besides the files: `history`, `catalog`, `replay`. */
  readonly needs: readonly string[]
  /** Rules of other tools that look for the same. */
  readonly sources: readonly string[]
  /** Whether there is a cure that `fix` may plan; left out: it may be. */
  readonly curable?: boolean
}

export interface RenderOptions {
  /** Text of the files that locations name, by project name and path. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  readonly quiet: boolean
  readonly verbose: boolean
  readonly invocation?: Invocation
  /** All rules there are, for formats that describe them. */
  readonly rules?: readonly RuleText[]
}

/** report → text. Pure: no console, no files, no clock. */
export interface Reporter {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  render(report: Report, options: RenderOptions): string
}
