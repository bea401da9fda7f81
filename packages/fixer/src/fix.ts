import type { Adapter, Mark, Patch } from '@migration-doctor/adapters'
import type { Analysis, Claim, TimelineStatement } from '@migration-doctor/analyzer'
import type { Catalog, Finding, History, HistoryRow, Migration, Project } from '@migration-doctor/core'

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

/** One statement of a file of the user's becomes another; everything around it stays as it is. */
export interface Edit {
  readonly statement: TimelineStatement
  /** What is run instead: statements with their semicolons, or comments only. */
  readonly sql: string
  /** How the migration's way back changes with it; left out: what is run instead makes the same objects. */
  readonly undo?: Undo
}

/** What a way back must not drop any more, because the migration does not make it. */
export interface Undo {
  readonly lost: readonly Claim[]
  /** Statements that take back what is run instead. */
  readonly sql: readonly string[]
}

/** A pending migration that gets a name under which it can run. */
export interface Rename {
  readonly migration: Migration
  /** It has to sort right after this one. */
  readonly after: string
}

/** One cure of one disease, before the planner joins cures of the same file and orders them. */
export interface Cure {
  readonly edits?: readonly Edit[]
  readonly patches?: readonly Patch[]
  readonly marks?: readonly Mark[]
  readonly deleteRows?: readonly HistoryRow[]
  readonly realign?: readonly Migration[]
  readonly renames?: readonly Rename[]
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
