import type { Migration, Place, Span, SqlChunk } from '@migration-doctor/core'
import type { Statement } from '@migration-doctor/sql'
import { brokenClaims } from './broken-claims.ts'
import { claimsOf } from './claims.ts'
import type { Claim, TimelineStatement, Verdict } from './timeline.ts'

type Facts = Pick<TimelineStatement, 'migration' | 'place' | 'kind' | 'verdict'> & Partial<TimelineStatement>

const nowhere: Span = { start: 0, end: 0 }
const nothing: readonly Claim[] = []

/** One line of the timeline, as the simulator writes it. */
export class Entry implements TimelineStatement {
  readonly number: number
  readonly migration: Migration
  readonly chunk: SqlChunk | null
  readonly statement: Statement | null
  readonly kind: TimelineStatement['kind']
  readonly text: string
  readonly span: Span
  readonly place: Place
  verdict: Verdict
  readonly transaction: number | null
  rolledBack = false
  readonly swallowed: boolean
  readonly unfilled: boolean
  #claims: readonly Claim[] | null = null

  constructor(number: number, transaction: number | null, facts: Facts) {
    this.number = number
    this.migration = facts.migration
    this.chunk = facts.chunk ?? null
    this.statement = facts.statement ?? null
    this.kind = facts.kind
    this.text = facts.text ?? ''
    this.span = facts.span ?? nowhere
    this.place = facts.place
    this.verdict = facts.verdict
    this.transaction = transaction
    this.swallowed = facts.swallowed ?? false
    this.unfilled = facts.unfilled ?? false
  }

  /** Read from the statement when somebody asks, which is rare for what was accepted. */
  get claims(): readonly Claim[] {
    this.#claims ??= this.#read()
    return this.#claims
  }

  #read(): readonly Claim[] {
    if (this.statement) return claimsOf(this.statement.node)
    return this.kind === 'syntax error' ? brokenClaims(this.text) : nothing
  }
}
