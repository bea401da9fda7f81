import {
  type Migration,
  type Place,
  type Project,
  placeIn,
  type RefusalStep,
  type Span,
  type SqlChunk,
  type SqlStep,
  type Step,
} from '@migration-doctor/core'
import {
  cutAtSemicolons,
  parseScript,
  type ScriptItem,
  type Statement,
  type SyntaxProblem,
  splitLikePrisma,
} from '@migration-doctor/sql'
import { Entry } from './entry.ts'
import { givenMigration } from './given.ts'
import { createdLater } from './late-extensions.ts'
import { fillPlaceholders } from './placeholders.ts'
import { replayScript } from './replay-script.ts'
import { apply } from './simulate/apply.ts'
import { assume } from './simulate/assume.ts'
import { platformOf } from './simulate/platform.ts'
import { Refusal, type Subject, Unknowable } from './simulate/refusal.ts'
import { Session } from './simulate/session.ts'
import { snapshot } from './simulate/snapshot.ts'
import { systemCatalog } from './simulate/system.ts'
import { catalogView } from './simulate/view.ts'
import type { StatementRefusal, Timeline, Verdict } from './timeline.ts'
import { isBatch, isBatchForGood, Transactions } from './transactions.ts'

export interface SimulateOptions {
  /** Major version of PostgreSQL whose rules hold. */
  readonly pgVersion?: number
  /** Statements, by number, that a server refused for its rows or could not run: the others are judged without them. */
  readonly withheld?: ReadonlySet<number>
}

export const defaultPgVersion = 18

/** Runs a project's migrations on an empty simulated database and goes on after every refusal. The parser must be loaded. */
export function simulate(project: Project, options: SimulateOptions = {}): Timeline {
  const { pgVersion = defaultPgVersion, withheld = new Set() } = options
  const timeline = new Run(project, pgVersion, [], withheld).run()
  const late = project.tool === 'typeorm' || platformOf(project) ? [] : createdLater(timeline)
  return late.length === 0 ? timeline : new Run(project, pgVersion, late, withheld).run()
}

/** One simulation under way. */
export class Run {
  readonly project: Project
  readonly session: Session
  readonly transactions: Transactions
  readonly statements: Entry[] = []
  readonly #withheld: ReadonlySet<number>

  constructor(
    project: Project,
    pgVersion: number,
    unwantedExtensions: readonly string[] = [],
    withheld: ReadonlySet<number> = new Set(),
  ) {
    this.project = project
    this.#withheld = withheld
    const system = systemCatalog(pgVersion)
    const { searchPath } = project
    this.session = new Session({ pgVersion, searchPath, system, platform: platformOf(project) })
    for (const name of unwantedExtensions) this.session.unwantedExtensions.add(name)
    for (const name of project.schemas ?? []) if (!this.session.schema(name)) this.session.store.newSchema(name)
    this.session.store.commit()
    // The tool makes its own table before the first migration; what the history does to it is the tool's affair.
    this.session.taintToolTable(project.historyTable.name)
    this.transactions = new Transactions(this.session, isBatchForGood(project))
    if (project.given !== undefined) this.#takeAsGiven(project.given)
  }

  /** Objects that no statement of the history makes. What of them cannot be simulated is not there. */
  #takeAsGiven(script: string): void {
    this.migration(givenMigration(script))
    this.statements.length = 0
    this.session.events.length = 0
  }

  run(): Timeline {
    if (isBatch(this.project)) this.transactions.begin()
    for (const migration of this.project.migrations) {
      const first = this.statements.length
      this.migration(migration)
      for (let at = first; at < this.statements.length; at++) this.statements[at]?.forgetTree()
    }
    this.transactions.commit()
    const statements = this.statements
    const session = this.session
    return {
      pgVersion: session.pgVersion,
      statements,
      assumedExtensions: session.assumedExtensions,
      events: session.events,
      hidden: session.skips.map(({ remaining, ...skip }) => ({ ...skip, lasting: remaining() })),
      catalog: () => snapshot(session),
      replayScript: () => replayScript(statements, session, this.project),
    }
  }

  migration(migration: Migration, steps = migration.up): void {
    const { transaction } = migration.execution
    if (transaction === 'batch') this.transactions.begin()
    else if (this.transactions.current !== null) this.transactions.commit()
    if (transaction === 'migration') this.transactions.begin()
    for (const step of steps) this.#step(migration, step)
    if (transaction !== 'batch') this.transactions.commit()
  }

  #step(migration: Migration, step: Step): void {
    switch (step.kind) {
      case 'sql':
        if (step.elsewhere) this.transactions.outside(() => this.#script(migration, step))
        else this.#script(migration, step)
        return
      case 'catalog':
        for (const inner of step.expand(catalogView(this.session))) this.#step(migration, inner)
        return
      case 'unreadable': {
        const { place, reason, mayTouch } = step
        this.session.taint(mayTouch)
        this.session.mayHaveRowsEverywhere()
        this.#add({ migration, place, kind: 'unreadable', verdict: { kind: 'unknown', reason } })
        return
      }
      case 'refusal':
        this.#toolRefusal(migration, step)
    }
  }

  #toolRefusal(migration: Migration, step: RefusalStep): void {
    const { place, message, missing } = step
    const tainted = missing && this.session.isTainted(missing.name)
    const refusal: StatementRefusal = { ...missingOf(step), message, place }
    const verdict: Verdict = tainted ? { kind: 'unknown', reason: message } : { kind: 'refused', refusal }
    this.#add({ migration, place, kind: 'tool', verdict, swallowed: step.swallow ?? false })
  }

  /** Sends one text as the tool would: whole, statement by statement, or cut at semicolons. */
  #script(migration: Migration, step: SqlStep): void {
    for (const part of partsOf(this.project, migration, step)) {
      const { text, names } = fillPlaceholders(part.text)
      this.session.placeholders =
        names.size > 0 ? new Map([...this.session.placeholders, ...names]) : this.session.placeholders
      this.session.script = text
      const script = parseScript(text)
      const statements = script.items.filter((item) => !('meta' in item)).length
      const together = statements > 1 && (part.together ?? splitLikePrisma(text, script).sent !== 'statements')
      if (together) this.transactions.begin(true)
      for (const item of script.items) {
        this.#item(migration, step, { item, offset: part.offset })
        // After a COMMIT in the middle, the rest of the script is an implicit block again.
        if (together) this.transactions.begin(true)
      }
      this.transactions.endScript()
    }
  }

  #item(migration: Migration, step: SqlStep, { item, offset }: { item: ScriptItem; offset: number }): void {
    if ('meta' in item) return
    this.transactions.alone()
    const { chunk } = step
    const span = shift('problem' in item ? item.problem.statement : item.statement.span, offset)
    const { parameters } = step
    const swallowed = (step.swallow ?? false) && this.transactions.current === null
    if ('problem' in item) {
      const verdict: Verdict = { kind: 'refused', refusal: syntaxRefusal(chunk, item.problem, offset) }
      this.#add({ migration, chunk, span, swallowed, parameters, kind: 'syntax error', verdict })
    } else {
      const { statement } = item
      const { node, kind } = statement
      if ('TransactionStmt' in node) {
        const block = this.transactions.current
        if (this.transactions.control(node.TransactionStmt) === 'rolled back') this.#markRolledBack(block)
        return
      }
      const verdict = accepted
      const entry = this.#add({ migration, chunk, span, swallowed, parameters, kind, statement, verdict })
      entry.verdict = this.#judge(statement, entry, offset)
    }
    this.transactions.settle()
  }

  #judge(statement: Statement, entry: Entry, offset: number): Verdict {
    if (this.#withheld.has(entry.number)) return { kind: 'unknown', reason: 'it did not run on the server' }
    const { store } = this.session
    const mark = store.mark()
    store.now = entry.number
    try {
      this.session.leaningOn = null
      apply(this.session, statement)
      const { leaningOn } = this.session
      return leaningOn === null ? accepted : { kind: 'unknown', reason: leaningOn }
    } catch (error) {
      if (!(error instanceof Unknowable && error.keepsWork)) store.rollbackTo(mark)
      if (error instanceof Refusal && assume(this.session, error)) return this.#judge(statement, entry, offset)
      if (error instanceof Refusal) {
        const { sqlstate, message, subject } = error
        if (subject?.fault === 'missing' && this.session.platform?.holds(subject))
          return { kind: 'unknown', reason: `${message}, as far as the platform's objects are known` }
        const place = pointed(entry, error.at === null ? null : error.at + offset)
        return { kind: 'refused', refusal: { sqlstate, message, place, subject } }
      }
      if (!(error instanceof Unknowable)) throw error
      this.session.taint(error.mayTouch)
      this.session.taint(entry.claims.flatMap((claim) => claim.column ?? claim.name.split('.').at(-1) ?? []))
      return { kind: 'unknown', reason: error.message }
    }
  }

  #add(facts: ConstructorParameters<typeof Entry>[2]): Entry {
    const entry = new Entry(this.statements.length, this.transactions.current, facts)
    this.statements.push(entry)
    return entry
  }

  #markRolledBack(block: number | null): void {
    for (let at = this.statements.length - 1; at >= 0; at--) {
      const statement = this.statements[at]
      if (!statement || statement.transaction === null || statement.transaction !== block) return
      statement.rolledBack = true
    }
  }
}

const accepted: Verdict = { kind: 'accepted' }

interface Part {
  readonly text: string
  /** Where the text begins in the chunk. */
  readonly offset: number
  /** Its statements share an implicit transaction. `null`: that depends on what Prisma's splitter makes of it. */
  readonly together: boolean | null
}

function partsOf(project: Project, migration: Migration, step: SqlStep): readonly Part[] {
  const { text } = step.chunk
  switch (migration.execution.send) {
    case 'script':
      return [{ text, offset: 0, together: true }]
    case 'semicolon':
      return cutAtSemicolons(text).map((span) => ({
        text: text.slice(span.start, span.end),
        offset: span.start,
        together: true,
      }))
    case 'statement':
      return [{ text, offset: 0, together: project.tool === 'prisma' ? null : false }]
  }
}

const shift = (span: Span, by: number): Span => (by === 0 ? span : { start: span.start + by, end: span.end + by })

function syntaxRefusal(chunk: SqlChunk, problem: SyntaxProblem, offset: number): StatementRefusal {
  const place = placeIn(chunk, shift(problem.span, offset))
  return { sqlstate: problem.sqlstate, message: problem.message, place, subject: null }
}

/** The word at which PostgreSQL points, or the whole statement. */
function pointed(entry: Entry, at: number | null): Place {
  if (at === null || !entry.chunk) return entry.place
  return placeIn(entry.chunk, { start: at, end: endOfName(entry.chunk.text, at) })
}

/** A name, quoted or not, with what it is qualified by. */
function endOfName(text: string, start: number): number {
  const match =
    /(?:"(?:[^"]|"")*"|[\p{L}_$][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[\p{L}_$][\p{L}\p{N}_$]*))*|\S/uy
  match.lastIndex = start
  const found = match.exec(text)
  return found ? start + found[0].length : Math.min(start + 1, text.length)
}

function missingOf(step: RefusalStep): { sqlstate: string; subject: Subject | null } {
  const { missing } = step
  if (!missing) return { sqlstate: '', subject: null }
  if (missing.table !== undefined && missing.kind === 'column') {
    const subject: Subject = {
      fault: 'missing',
      kind: 'column',
      schema: null,
      name: missing.table,
      column: missing.name,
    }
    return { sqlstate: '42703', subject }
  }
  const relation = missing.kind === 'table' || missing.kind === 'view'
  const name = missing.table === undefined ? missing.name : `${missing.table}.${missing.name}`
  const kind = relation ? 'relation' : missing.kind === 'index' ? 'relation' : 'constraint'
  return { sqlstate: relation ? '42P01' : '42704', subject: { fault: 'missing', kind, schema: null, name } }
}
