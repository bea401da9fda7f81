import { Groups } from './groups.ts'
import type { Judgement } from './judgement.ts'
import type { Lifespans } from './lifespan.ts'
import { removesOf } from './removes.ts'
import type { Subject } from './simulate/refusal.ts'
import { tableOf } from './statement-facts.ts'
import type { Timeline } from './timeline.ts'

type Refused = Omit<Judgement, 'causedBy' | 'joined'>
type Cause = Pick<Judgement, 'causedBy' | 'joined'>

/** Finds the roots of refusals: given one after the other, in the order of the timeline. */
export class Causes {
  readonly #groups: Groups
  /** The root of every refusal so far, by the number of its statement. */
  readonly #roots = new Map<number, number>()
  readonly #missing = new Map<string, Refused[]>()
  /** What would be gone had the statement not been refused. */
  readonly #removals = new Map<string, number>()
  readonly #repeatedTables = new Map<string, number>()
  readonly #keyMakers = new Map<string, number>()

  constructor(timeline: Timeline, lifespans: Lifespans) {
    this.#groups = new Groups(timeline, lifespans)
  }

  of(refused: Refused): Cause {
    const { number } = refused.statement
    const direct = this.#direct(refused)
    const joined = direct === null ? this.#groups.of(refused) : null
    const cause = direct ?? joined
    const root = cause === null ? null : (this.#roots.get(cause) ?? cause)
    this.#roots.set(number, root ?? number)
    this.#groups.note(refused, root ?? number)
    this.#note(refused)
    return { causedBy: root === number ? null : root, joined: joined !== null && root !== number }
  }

  #direct(refused: Refused): number | null {
    const { subject, reason } = refused
    if (reason?.kind === 'guard-skipped') return reason.statement
    if (reason?.kind === 'creation-refused') return this.#roots.has(reason.statement) ? reason.statement : null
    if (subject?.fault === 'missing') {
      return this.#sameMissing(subject) ?? this.#refusedKey(subject)
    }
    if (subject?.fault === 'existing') {
      return this.#refusedRemoval(subject) ?? this.#repeatedTable(refused)
    }
    return null
  }

  #note(refused: Refused): void {
    const { subject, statement } = refused
    const { number } = statement
    if (subject?.fault === 'missing') {
      const key = missingKey(subject)
      const list = this.#missing.get(key)
      if (list) list.push(refused)
      else this.#missing.set(key, [refused])
    }
    if (subject?.fault === 'existing' && statement.kind === 'CreateStmt') {
      first(this.#repeatedTables, `${statement.migration.name}\0${subject.name}`, number)
    }
    for (const key of statement.statement ? removesOf(statement.statement.node) : []) first(this.#removals, key, number)
    for (const { kind, name } of statement.claims) {
      if (kind === 'relation' || kind === 'column' || kind === 'constraint')
        first(this.#keyMakers, name.split('.')[0] ?? '', number)
    }
  }

  /** The same thing was missing before: one disease. */
  #sameMissing(subject: Subject): number | null {
    const found = this.#missing
      .get(missingKey(subject))
      ?.find(({ subject: other }) => !other?.schema || subject.schema === null || other.schema === subject.schema)
    return found?.statement.number ?? null
  }

  /** A key that is missing because the statement that would have made it was refused. */
  #refusedKey(subject: Subject): number | null {
    if (subject.kind !== 'constraint') return null
    return this.#keyMakers.get(subject.name.split('.')[0] ?? '') ?? null
  }

  /** What stands in the way would be gone, had an earlier statement not been refused. */
  #refusedRemoval({ name, column }: Subject): number | null {
    return this.#removals.get(column === undefined ? name : `${name}.${column}`) ?? null
  }

  /** The indexes and constraints of a table that its migration makes a second time go with the table. */
  #repeatedTable({ statement }: Refused): number | null {
    const table = tableOf(statement.statement?.node)
    return table === null ? null : (this.#repeatedTables.get(`${statement.migration.name}\0${table}`) ?? null)
  }
}

function missingKey({ kind, name, column }: Subject): string {
  return `${kind}\0${name}\0${column ?? ''}`
}

function first(map: Map<string, number>, key: string, number: number): void {
  if (!map.has(key)) map.set(key, number)
}
