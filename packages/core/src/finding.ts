import type { Location, Place } from './span.ts'

export type Severity = 'error' | 'warning' | 'note'

/** How a finding is known: deduced from the files, said by a real PostgreSQL, or seen in the live database. */
export type EvidenceLevel = 'simulated' | 'replayed' | 'observed'

export interface Evidence {
  readonly level: EvidenceLevel
  readonly sqlstate?: string
  /** `PostgreSQL 18.1 (PGlite)` */
  readonly server?: string
  readonly detail?: string
}

/** A database object that a finding is about. */
export interface ObjectRef {
  readonly kind: string
  readonly schema: string
  readonly name: string
  readonly column?: string
}

/** A second place that makes a finding readable: "first created here". */
export interface Related<Where = Place> {
  readonly message: string
  readonly migration: string | null
  readonly location: Where | null
}

/** What a rule yields: facts about one disease. Wording comes from the rule, lines and columns from the report. */
export interface Fact<Data extends object = Readonly<Record<string, unknown>>> {
  readonly migration: string | null
  readonly place: Place | null
  readonly objects: readonly ObjectRef[]
  readonly related: readonly Related[]
  readonly evidence: Evidence
  /** Plain JSON, typed per rule. */
  readonly data: Data
  /** Overrides the rule's own severity. */
  readonly severity?: Severity
  /** What the conductor joins consequences and replays by: the number of the statement in the timeline. */
  readonly statement?: number
  /** The number of the statement whose refusal this one follows from. */
  readonly causedByStatement?: number
  /** A name under which other facts may give this one as their cause. */
  readonly cause?: string
  /** The `cause` of the fact that this one follows from; without such a fact it is a root. */
  readonly causedBy?: string
}

/** A finding as reported (JSON contract, `schemaVersion: 1`). */
export interface Finding {
  /** Fingerprint of rule, migration and objects; never of the line. */
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  /** One sentence: what. */
  readonly message: string
  /** What to do. */
  readonly help: string
  readonly migration: string | null
  readonly location: Location | null
  readonly objects: readonly ObjectRef[]
  readonly related: readonly Related<Location>[]
  readonly evidence: Evidence
  /** `id` of the root finding; `null` for a root. */
  readonly causedBy: string | null
  readonly data: Readonly<Record<string, unknown>>
}
