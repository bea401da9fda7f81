/** The cure: ordered steps, and what they were made against (JSON contract of `fix --format json`). */
export interface Plan {
  readonly steps: readonly PlanStep[]
  readonly expects: PlanExpectation
}

export type StepKind =
  | 'emit-file'
  | 'rewrite-file'
  | 'mark-applied'
  | 'mark-rolled-back'
  | 'delete-history-row'
  | 'realign-checksum'
  | 'execute-sql'
  | 'rename-migration'

export interface PlanStep {
  readonly id: string
  readonly kind: StepKind
  readonly migration: string | null
  /** File to write, relative to the working directory; for a rename, the new path. */
  readonly path?: string
  /** For a rename, the file as it is called now. */
  readonly from?: string
  /** The whole text of an emitted or rewritten file, or the SQL to run. */
  readonly sql?: string
  /** Ids of the findings it cures. */
  readonly why: readonly string[]
  readonly risk: 'none' | 'low' | 'high'
  readonly losesData: boolean
  /** One sentence or one command: how to take it back. */
  readonly undo: string
}

/** Hashes (hex SHA-256) of the world the plan was made for; `null` where there was no database. */
export interface PlanExpectation {
  readonly catalog: string | null
  readonly history: string | null
  readonly files: string
}

export interface ProofWorld {
  /** `empty`, `copy` (of the diagnosed database) or the name of the migration up to which a database was built. */
  readonly world: string
  readonly result: 'converges' | 'fails' | 'not-tried'
  readonly detail: string
}

export interface Proof {
  readonly worlds: readonly ProofWorld[]
}

export type Outcome = 'planned' | 'emitted' | 'applied' | 'refused'

export interface FixReport {
  readonly schemaVersion: 1
  readonly plan: Plan
  readonly proof: Proof
  readonly outcome: { readonly result: Outcome; readonly journal: string | null; readonly reason?: string }
}
