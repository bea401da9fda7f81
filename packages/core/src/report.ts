import type { Finding } from './finding.ts'
import type { MigrationState } from './history.ts'
import type { Tool } from './migration.ts'

/** The JSON contract, `schemaVersion: 1`: extend only by adding. */
export interface Report {
  readonly schemaVersion: 1
  readonly doctor: { readonly version: string }
  readonly projects: readonly ProjectReport[]
  readonly summary: Summary
}

export interface Summary {
  /** Roots only: consequences are not counted. */
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  readonly durationMs: number
}

export interface ProjectReport {
  readonly name: string
  readonly tool: Tool
  readonly toolVersion: string | null
  readonly order: { readonly by: string; readonly why: string }
  readonly database: DatabaseReport | null
  /** In effective order; migrations recorded without a file stand last. */
  readonly migrations: readonly MigrationReport[]
  readonly coverage: Coverage
  /** Rules that had nothing to work on, and what they lack. */
  readonly skipped: readonly { readonly rule: string; readonly needs: string }[]
  /** Sorted: migration order, then place, then rule. */
  readonly findings: readonly Finding[]
}

export interface DatabaseReport {
  readonly host: string
  readonly port: number
  readonly name: string
  readonly schema: string
  readonly serverVersion: string
  /** `schema.table`; `null` when there is none. */
  readonly historyTable: string | null
}

export interface MigrationReport {
  readonly name: string
  readonly file: string
  readonly state: MigrationState
  readonly statements: number
}

export interface Coverage {
  readonly statements: number
  readonly simulated: number
  readonly replayed: number
  readonly unreadable: number
}

/** Counts roots by severity. */
export function summarize(projects: readonly ProjectReport[], durationMs: number): Summary {
  const roots = projects.flatMap((project) => project.findings).filter((finding) => finding.causedBy === null)
  const count = (severity: Finding['severity']) => roots.filter((finding) => finding.severity === severity).length
  return { errors: count('error'), warnings: count('warning'), notes: count('note'), durationMs }
}
