import { type Migration, type Place, placeIn, type Span, type SqlChunk, type SqlStep } from '@migration-doctor/core'
import { parseAgain, type Statement } from '@migration-doctor/sql'
import { brokenClaims } from './broken-claims.ts'
import { claimsOf } from './claims.ts'
import { hasParameters, withParameters } from './parameters.ts'
import { fillPlaceholders } from './placeholders.ts'
import type { Claim, TimelineStatement, Verdict } from './timeline.ts'

type Facts = Pick<TimelineStatement, 'migration' | 'kind' | 'verdict'> &
  Partial<Omit<TimelineStatement, 'text' | 'unfilled'>> & {
    /** What the program puts in the places of `$1`, `$2`, … */
    readonly parameters?: SqlStep['parameters']
  }

const nowhere: Span = { start: 0, end: 0 }
const nothing: readonly Claim[] = []

/** One line of the timeline, as the simulator writes it. */
export class Entry implements TimelineStatement {
  readonly number: number
  readonly migration: Migration
  readonly chunk: SqlChunk | null
  readonly kind: TimelineStatement['kind']
  readonly span: Span
  verdict: Verdict
  readonly transaction: number | null
  rolledBack = false
  readonly swallowed: boolean
  // Of what was accepted hardly anything is ever asked: it is worked out then, and not kept for every statement.
  readonly #place: Place | null
  readonly #parameters: SqlStep['parameters']
  #claims: readonly Claim[] | null = null
  #statement: Statement | null
  /** Where the script of a statement that is not kept begins in the chunk. */
  #scriptAt: number | null = null

  constructor(number: number, transaction: number | null, facts: Facts) {
    this.number = number
    this.migration = facts.migration
    this.chunk = facts.chunk ?? null
    this.#statement = facts.statement ?? null
    this.kind = facts.kind
    this.span = facts.span ?? nowhere
    this.#place = facts.place ?? null
    this.#parameters = facts.parameters
    this.verdict = facts.verdict
    this.transaction = transaction
    this.swallowed = facts.swallowed ?? false
  }

  get statement(): Statement | null {
    if (this.#scriptAt === null || !this.chunk) return this.#statement
    return parseAgain(fillPlaceholders(this.#written(this.chunk)).text, this.span.start - this.#scriptAt)
  }

  /** Keeps nothing of an accepted statement's tree: whoever asks for it, which is rare, has it read again. */
  forgetTree(): void {
    if (!this.#statement || this.verdict.kind !== 'accepted') return
    this.#scriptAt = this.span.start - this.#statement.span.start
    this.#statement = null
  }

  get place(): Place {
    return this.#place ?? (this.chunk ? placeIn(this.chunk, this.span) : { file: this.migration.file, span: nowhere })
  }

  get text(): string {
    if (!this.chunk) return ''
    return withParameters(fillPlaceholders(this.#written(this.chunk)).text, this.#parameters)
  }

  #written({ text }: SqlChunk): string {
    return text.slice(this.span.start, this.span.end)
  }

  get unfilled(): boolean {
    return this.#isStatement && this.#parameters !== undefined && hasParameters(this.text)
  }

  /** Read from the statement when somebody asks, which is rare for what was accepted. */
  get claims(): readonly Claim[] {
    this.#claims ??= this.#read()
    return this.#claims
  }

  get #isStatement(): boolean {
    return this.#statement !== null || this.#scriptAt !== null
  }

  #read(): readonly Claim[] {
    const { statement } = this
    if (statement) return claimsOf(statement.node)
    return this.kind === 'syntax error' ? brokenClaims(this.text) : nothing
  }
}
