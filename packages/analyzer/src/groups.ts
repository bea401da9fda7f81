import { sameStatements } from '@migration-doctor/sql'
import type { Judgement } from './judgement.ts'
import type { Lifespans } from './lifespan.ts'
import { holesIn } from './numbering.ts'
import type { Reason } from './reason.ts'
import type { Subject } from './simulate/refusal.ts'
import type { Timeline, TimelineStatement } from './timeline.ts'

type Refused = Omit<Judgement, 'causedBy' | 'joined'>

/** Tells which refusals a person would name by one disease although they miss, or meet, different things. */
export class Groups {
  readonly #lifespans: Lifespans
  readonly #statements: Timeline['statements']
  /** Migrations of which every statement that makes something is refused because it is there. */
  readonly #repetitions: ReadonlySet<string>
  /** For each migration, the hole in the numbering that it comes after. */
  readonly #holes: ReadonlyMap<string, number>
  readonly #before: ReadonlyMap<string, string | undefined>
  readonly #firstTable: number
  /** Relations that were missing somewhere. */
  readonly #missing: ReadonlySet<string>
  readonly #roots = new Map<string, number>()

  constructor({ statements, events }: Timeline, lifespans: Lifespans) {
    this.#lifespans = lifespans
    this.#statements = statements
    this.#repetitions = repetitionsIn(statements)
    const names = [...new Set(statements.map(({ migration }) => migration.name))]
    this.#holes = holesIn(names)
    this.#before = new Map(names.map((name, at) => [name, names[at - 1]]))
    this.#missing = new Set(statements.flatMap((one) => missingRelation(one) ?? []))
    const made = events.find(({ action, object }) => action === 'create' && object.kind === 'table')
    this.#firstTable = made?.statement ?? Number.POSITIVE_INFINITY
  }

  /** The root of an earlier refusal of the same disease. */
  of(refused: Refused): number | null {
    for (const key of this.#joins(refused)) {
      const root = this.#roots.get(key)
      if (root !== undefined) return root
    }
    return null
  }

  note(refused: Refused, root: number): void {
    for (const key of this.#opens(refused)) if (!this.#roots.has(key)) this.#roots.set(key, root)
  }

  /** Diseases that a refusal may belong to. */
  *#joins(refused: Refused): Iterable<string> {
    yield* this.#shared(refused)
    const { reason, subject, statement } = refused
    const { name } = statement.migration
    if (reason && takenKinds.has(reason.kind) && 'statement' in reason) yield* this.#against(reason.statement, name)
    if (!isNeverMade(reason)) return
    // What the lost end of a file would have made is missed soon.
    yield `cut ${name}`
    yield `cut ${this.#before.get(name)}`
    if (isObject(subject)) yield 'no beginning'
  }

  /** Diseases that later refusals may belong to when this one does. */
  *#opens(refused: Refused): Iterable<string> {
    yield* this.#shared(refused)
    const { reason, subject, statement } = refused
    if (isCut(refused)) yield `cut ${statement.migration.name}`
    if (isNeverMade(reason) && isObject(subject) && statement.number < this.#firstTable) yield 'no beginning'
  }

  *#shared(refused: Refused): Iterable<string> {
    const { subject, statement, sqlstate } = refused
    const { name } = statement.migration
    // One setting of the migration, or one commit between its statements, cures them all.
    if (sqlstate === '25001' || sqlstate === '55P04') yield `${sqlstate} ${name}`
    if (subject?.fault === 'missing') yield* this.#missingKeys(refused)
    if (subject?.fault !== 'existing') return
    const origin = this.#origin(refused)
    if (origin === null || !sameStatements(this.#statements[origin]?.text ?? '', statement.text)) return
    if (this.#repetitions.has(name)) yield `repeats ${name}`
    yield* this.#against(origin, name)
  }

  *#missingKeys({ reason, subject, statement }: Refused): Iterable<string> {
    const { name } = statement.migration
    if (isNeverMade(reason)) {
      if (isObject(subject) && statement.kind !== 'DropStmt') yield `lacks ${name}`
      // One change to many tables.
      if (subject?.kind === 'column') yield `lacks ${name} column ${subject.column}`
      if (subject?.kind === 'relation') yield `without ${this.#tableOf(subject.name)}`
      const hole = this.#holes.get(name)
      if (hole !== undefined) yield `hole ${hole}`
      return
    }
    switch (reason?.kind) {
      case 'dropped-earlier':
      case 'renamed-earlier':
      case 'moved-earlier':
        yield `taken by ${reason.statement}`
        return
      case 'created-later':
        yield `too early ${name}`
        yield `too late ${this.#migrationOf(reason.statement)}`
        return
      default:
    }
  }

  /** A migration that was written without regard to another one, or repeats it. */
  *#against(statement: number | null, name: string): Iterable<string> {
    const other = statement === null ? null : this.#migrationOf(statement)
    if (other !== null && other !== name) yield `${name} against ${other}`
  }

  /** The missing table that a missing index is named after; of anything else the name itself. */
  #tableOf(name: string): string {
    if (!partName.test(name)) return name
    for (let end = name.lastIndexOf('_'); end > 0; end = name.lastIndexOf('_', end - 1)) {
      const table = name.slice(0, end)
      if (this.#missing.has(table)) return table
    }
    return name
  }

  #migrationOf(statement: number): string | null {
    return this.#statements[statement]?.migration.name ?? null
  }

  /** The statement that made what stands in the way. */
  #origin({ subject, statement }: Refused): number | null {
    if (!subject) return null
    const made = this.#lifespans
      .of(subject)
      .findLast((one) => one.action === 'create' && one.statement < statement.number && one.name === subject.name)
    return made?.statement ?? null
  }
}

/** As PostgreSQL and Prisma name what belongs to a table. */
const partName = /_(?:pkey|key|idx|excl|seq|unique|index)$/

function missingRelation({ verdict }: TimelineStatement): string | null {
  const subject = verdict.kind === 'refused' ? verdict.refusal.subject : null
  return subject?.fault === 'missing' && subject.kind === 'relation' ? subject.name : null
}

const takenKinds: ReadonlySet<string> = new Set(['dropped-earlier', 'renamed-earlier', 'moved-earlier'])

function isNeverMade(reason: Reason | null): boolean {
  return reason?.kind === 'never-created' || reason?.kind === 'misspelt'
}

function isObject(subject: Subject | null): boolean {
  return subject?.kind === 'relation' || subject?.kind === 'type' || subject?.kind === 'schema'
}

/** The file ends in the middle of a statement. */
function isCut({ sqlstate, message }: Refused): boolean {
  return sqlstate === '42601' && (message.endsWith('at end of input') || message.startsWith('unterminated'))
}

function repetitionsIn(statements: Timeline['statements']): ReadonlySet<string> {
  const candidates = new Set(statements.flatMap((one) => (meets(one) ? [one.migration.name] : [])))
  const makers = new Map<string, number>()
  for (const one of statements) {
    const { name } = one.migration
    if (!candidates.has(name) || one.claims.length === 0) continue
    if (meets(one)) makers.set(name, (makers.get(name) ?? 0) + 1)
    else candidates.delete(name)
  }
  return new Set([...candidates].filter((name) => (makers.get(name) ?? 0) > 1))
}

/** Is it refused because of what is there? */
function meets({ verdict }: TimelineStatement): boolean {
  return verdict.kind === 'refused' && verdict.refusal.subject?.fault === 'existing'
}
