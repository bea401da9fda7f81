import type { Catalog, Migration, Place, ReplayScript, Span, SqlChunk } from '@migration-doctor/core'
import type { NodeKind, Statement } from '@migration-doctor/sql'
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
