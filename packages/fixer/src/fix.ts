import type { Adapter, Mark, Patch } from '@migration-doctor/adapters'
import type { Analysis } from '@migration-doctor/analyzer'
import type { Catalog, Finding, History, HistoryRow, Migration, Place, Project } from '@migration-doctor/core'

/** What a cure may look at. */
export interface FixContext {
  readonly project: Project
  readonly adapter: Adapter
  readonly analysis: Analysis
  readonly history: History | null
  /** The diagnosed database; `null` when only files were looked at. */
  readonly live: Catalog | null
  readonly strategy: Strategy
  readonly now: Date
}

/** `patch`: new migrations before rewriting old ones · `mark`: history only · `rewrite`: files only. Absent: the least harmful. */
export type Strategy = 'patch' | 'mark' | 'rewrite' | 'reset' | null

/** A change of a few characters in a file of the user's; everything around it stays as it is. */
export interface Edit {
  readonly migration: Migration
  readonly place: Place
  /** What stands there afterwards, as the file's own language writes it. */
  readonly text: string
}

/** One cure of one disease, before the planner joins cures of the same file and orders them. */
export interface Cure {
  readonly edits?: readonly Edit[]
  readonly patches?: readonly Patch[]
  readonly marks?: readonly Mark[]
  readonly deleteRows?: readonly HistoryRow[]
  readonly realign?: readonly Migration[]
  /** Renames of migrations: the new name sorts where the migration can run. */
  readonly renames?: readonly { readonly migration: Migration; readonly name: string }[]
  /** Statements to run on the diagnosed database, outside any migration. */
  readonly execute?: readonly { readonly migration: Migration | null; readonly sql: string }[]
  readonly risk: 'none' | 'low' | 'high'
  readonly losesData: boolean
  /** One sentence or one command: how to take it back. */
  readonly undo: string
}

/** The cure of one rule's findings. Its name is the rule's. */
export interface Fix {
  readonly rule: string
  /** `null`: this finding has no cure that we would dare to propose. Gets roots only; consequences are asked for by `consequencesOf`. */
  cure(finding: Finding, context: FixContext): Cure | null
}

export function defineFix(fix: Fix): Fix {
  return fix
}

/** What hangs under a root. */
export function consequencesOf(finding: Finding, { analysis }: FixContext): readonly Finding[] {
  return analysis.findings.filter((one) => one.causedBy === finding.id)
}
