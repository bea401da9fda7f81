import type { Catalog, Migration, ObjectRef, Place, ReplayScript, Span, SqlChunk } from '@migration-doctor/core'
import type { NodeKind, Statement } from '@migration-doctor/sql'
import type { Guard, ShapeDifference } from './simulate/guards/difference.ts'
import type { Subject } from './simulate/refusal.ts'
import type { Event } from './simulate/session.ts'

/** The history of one database, statement by statement, from an empty catalog. */
export interface Timeline {
  /** Major version of PostgreSQL whose rules hold. */
  readonly pgVersion: number
  readonly statements: readonly TimelineStatement[]
  /** Extensions taken as given because no migration creates them, with the first statement that needs each. */
  readonly assumedExtensions: ReadonlyMap<string, number>
  /** What became of every object, in order. */
  readonly events: readonly Event[]
  /** What guards hide, in order. */
  readonly hidden: readonly HiddenDifference[]
  /** The catalog at the end. */
  catalog(): Catalog
  /** What a replay has to run to be asked the same. */
  replayScript(): ReplayScript
}

export interface TimelineStatement {
  /** Its position in the timeline, from 0. */
  readonly number: number
  readonly migration: Migration
  /** `null` for what is not SQL: a step that could not be read, a refusal of the tool itself. */
  readonly chunk: SqlChunk | null
  readonly statement: Statement | null
  readonly kind: NodeKind | 'syntax error' | 'unreadable' | 'tool'
  readonly text: string
  /** In the chunk's text. */
  readonly span: Span
  readonly place: Place
  readonly verdict: Verdict
  /** `null`: it runs alone, outside a transaction block. */
  readonly transaction: number | null
  /** Undone by a ROLLBACK of the user's. */
  readonly rolledBack: boolean
  /** The program catches its error, and nothing is aborted by it. */
  readonly swallowed: boolean
  /** It has `$1`, `$2`, … whose values only the running program knows. */
  readonly unfilled: boolean
  /** What it makes, or would have made had it not been refused. */
  readonly claims: readonly Claim[]
}

/** A statement that a guard skipped although what is there has another shape. */
export interface HiddenDifference {
  readonly statement: number
  readonly guard: Guard
  readonly object: ObjectRef
  /** Number of the statement that made the object. */
  readonly first: number
  /** When it was skipped. */
  readonly differences: readonly ShapeDifference[]
  /** Those that the history never makes good. */
  readonly lasting: readonly ShapeDifference[]
}

export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly refusal: StatementRefusal }
  /** Neither can be told without a server. */
  | { readonly kind: 'unknown'; readonly reason: string }

export interface StatementRefusal {
  readonly sqlstate: string
  readonly message: string
  /** The very words that PostgreSQL points at, or the statement. */
  readonly place: Place
  readonly subject: Subject | null
}

/** An object that a statement makes. */
export interface Claim {
  readonly kind:
    | 'schema'
    | 'relation'
    | 'column'
    | 'type'
    | 'routine'
    | 'constraint'
    | 'enum value'
    | 'trigger'
    | 'policy'
    | 'extension'
    | 'other'
  readonly schema: string | null
  /** For a part of a table: `table.part`. */
  readonly name: string
  readonly column?: string
}
