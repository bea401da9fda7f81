import type { PlpgsqlBlock, PlpgsqlBody, PlpgsqlRaise, PlpgsqlStatement } from '@migration-doctor/sql'
import { Refusal, Unknowable } from '../refusal.ts'
import { Branches } from './branches.ts'
import { variableType } from './compile.ts'
import { catches } from './conditions.ts'
import type { Execution } from './execution.ts'
import type { Frame } from './frame.ts'
import { type Flow, next } from './labels.ts'
import { type LoopHost, Loops } from './loops.ts'
import { raised } from './raise.ts'
import { type BodyPlaces, SqlWork } from './sql-work.ts'
import { touchedNames } from './touched.ts'
import { found, Unknown, unknown, type Value } from './value.ts'

type Statements = readonly PlpgsqlStatement[]
type Of<K extends PlpgsqlStatement['kind']> = Extract<PlpgsqlStatement, { kind: K }>

const unknownError = new Refusal('XX000', 'an error that is not known')

/** One run of one PL/pgSQL body. */
export class Run {
  readonly #execution: Execution
  readonly #sql: SqlWork
  readonly #branches: Branches
  readonly #loops: Loops
  /** Something before may have left the loop or the body: what follows may not run. */
  #mayBeOver: 'no' | 'loop' | 'body' = 'no'
  #caught: Refusal | null = null
  /** What RETURN gave. */
  result: Value = null

  constructor(execution: Execution, frame: Frame, at: BodyPlaces) {
    this.#execution = execution
    this.#sql = new SqlWork(execution, frame, at)
    const host: LoopHost = {
      body: (statements) => this.#statements(statements),
      attempt: (work) => this.#attempt(work),
      mayBeOver: () => this.#mayBeOver !== 'no',
    }
    this.#branches = new Branches(this.#sql, host)
    this.#loops = new Loops(this.#sql, host)
  }

  body(body: PlpgsqlBody): void {
    const { variables } = this.#sql
    for (const { name } of body.implicit) {
      if (variables.get(name) === undefined) variables.declare(name, name === 'found' ? false : unknown, null)
    }
    this.#statement(body.block)
  }

  #statements(statements: Statements): Flow {
    for (const statement of statements) {
      const flow =
        this.#mayBeOver === 'no' ? this.#statement(statement) : this.#attempt(() => this.#statement(statement))
      if (flow.kind !== 'next') return flow
    }
    return next
  }

  #statement(statement: PlpgsqlStatement): Flow {
    this.#execution.step()
    switch (statement.kind) {
      case 'block':
        return this.#sql.variables.within(() => this.#block(statement), statement.label)
      case 'if':
        return this.#branches.ifElse(statement)
      case 'case':
        return this.#branches.caseOf(statement)
      case 'loop':
      case 'while':
      case 'for-query':
      case 'for-execute':
      case 'for-range':
      case 'for-array':
        return this.#loop(statement)
      case 'exit':
      case 'continue':
        return this.#leave(statement)
      case 'return':
        return this.#return(statement)
      default:
        this.#simple(statement)
        return next
    }
  }

  #simple(
    statement: Exclude<PlpgsqlStatement, { kind: 'block' | 'if' | 'case' | 'return' | 'exit' | 'continue' }>,
  ): void {
    const sql = this.#sql
    switch (statement.kind) {
      case 'sql':
      case 'call':
        sql.run(statement.sql, statement.into)
        if (statement.kind === 'sql' && !statement.into) sql.refuseResult(statement.sql)
        return
      case 'perform':
        sql.run(statement.query, null)
        return
      case 'execute':
        sql.execute(statement.text, statement.parameters, statement.into)
        return
      case 'assign':
        sql.assign(statement.variable, sql.evaluate(statement.value))
        return
      case 'raise':
        this.#raise(statement)
        return
      case 'assert':
        this.#assert(statement)
        return
      case 'diagnostics':
        for (const { item, variable } of statement.items) sql.assign(variable, this.#diagnostic(item))
        return
      case 'transaction':
        if (sql.session.inBlock) throw new Refusal('2D000', 'invalid transaction termination')
        return
      case 'unknown':
        if (statement.into) sql.store(statement.into, null, [])
        if (statement.what === 'return_next') for (const one of statement.sql) sql.evaluate(one)
        if (statement.what === 'fetch') sql.variables.assign('found', unknown)
        else if (!['open', 'close', 'return_next'].includes(statement.what))
          this.#execution.doubt(`${statement.what} is not followed`)
    }
  }

  #return(statement: Of<'return'>): Flow {
    if (statement.value) this.result = this.#sql.evaluate(statement.value)
    else if (statement.variable !== null) this.result = found(this.#sql.variables.get(statement.variable))
    return { kind: 'return' }
  }

  #leave(statement: Of<'exit' | 'continue'>): Flow {
    const truth = statement.condition ? this.#sql.truth(statement.condition) : true
    if (truth === true) return { kind: statement.kind, label: statement.label }
    if (truth instanceof Unknown && this.#mayBeOver === 'no') this.#mayBeOver = 'loop'
    return next
  }

  #loop(statement: Parameters<Loops['run']>[0]): Flow {
    const before = this.#mayBeOver
    const flow = this.#loops.run(statement)
    if (this.#mayBeOver === 'loop') this.#mayBeOver = before
    return flow
  }

  // Blocks ----------------------------------------------------------------------------------------------------

  #block(block: PlpgsqlBlock): Flow {
    const sql = this.#sql
    for (const variable of block.declarations) {
      sql.variables.declare(variable.name, null, variableType(sql.session, variable))
      if (variable.notNull) sql.variables.forbidNull(variable.name)
      if (variable.default) sql.assign(variable.name, sql.evaluate(variable.default))
    }
    return block.handlers ? this.#guarded(block) : this.#statements(block.body)
  }

  /** A block with handlers: what it did is undone when an error is caught. */
  #guarded(block: PlpgsqlBlock): Flow {
    const { store } = this.#sql.session
    const mark = store.mark()
    const { doubted, changed } = this.#execution
    // Had something that is not known failed, a handler would have run.
    const mayHaveFailed = () => this.#execution.doubted > doubted || this.#execution.changed > changed
    try {
      const flow = this.#sql.session.nested(() => this.#statements(block.body))
      if (mayHaveFailed()) this.#attemptHandlers(block, this.#execution.doubted > doubted)
      return flow
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (mayHaveFailed()) {
        store.rollbackTo(mark)
        this.#execution.doubt('which error is caught depends on rows')
        this.#attemptHandlers(block, true)
        return next
      }
      const handler = block.handlers?.find((one) =>
        one.conditions.some((condition) => catches(condition, error.sqlstate)),
      )
      if (!handler) throw error
      store.rollbackTo(mark)
      this.#execution.caught(error)
      return this.#handle(handler.body, error)
    }
  }

  #handle(body: Statements, error: Refusal): Flow {
    const before = this.#caught
    const { variables } = this.#sql
    this.#caught = error
    const isKnown = error !== unknownError
    try {
      return variables.within(() => {
        variables.declare('sqlstate', isKnown ? error.sqlstate : unknown, null)
        variables.declare('sqlerrm', isKnown ? error.message : unknown, null)
        return this.#statements(body)
      })
    } finally {
      this.#caught = before
    }
  }

  /** `inDoubt`: the body may be refused for other reasons than rows, so that a handler that refuses counts. */
  #attemptHandlers(block: PlpgsqlBlock, inDoubt: boolean): void {
    for (const handler of block.handlers ?? []) this.#attempt(() => this.#handle(handler.body, unknownError), inDoubt)
  }

  // Branches --------------------------------------------------------------------------------------------------

  /** Runs something of which it is not known whether it runs, takes back what it did, and taints what it touched. */
  #attempt(work: () => Flow, mayRefuse = true): Flow {
    const { session, variables } = this.#sql
    const mark = session.store.mark()
    const before = session.events.length
    let flow: Flow = next
    try {
      flow = variables.tried(work)
    } catch (error) {
      if (error instanceof Refusal) {
        if (mayRefuse) this.#execution.doubt('whether a branch that would be refused runs depends on data')
      } else if (error instanceof Unknowable) this.#execution.giveUp(error)
      else throw error
    }
    const touched = touchedNames(session.events.slice(before))
    const filled = session.mayHaveRows
    const filledTables = filled === 'all' ? [] : [...filled]
    session.store.rollbackTo(mark)
    if (filled === 'all') session.mayHaveRowsEverywhere()
    else if (session.mayHaveRows !== 'all')
      for (const table of filledTables) session.store.add(session.mayHaveRows, table)
    if (touched.length > 0) {
      session.taint(touched)
      this.#execution.doubt('whether a branch runs depends on data')
    }
    if (flow.kind === 'return') {
      this.result = unknown
      this.#mayBeOver = 'body'
    } else if (flow.kind !== 'next' && this.#mayBeOver === 'no') this.#mayBeOver = 'loop'
    return next
  }

  // Messages --------------------------------------------------------------------------------------------------

  #assert({ condition }: Of<'assert'>): void {
    const truth = this.#sql.truth(condition)
    if (truth === false || truth === null) throw this.#sql.refusalAt(condition, 'P0004', 'assertion failed')
    if (truth instanceof Unknown) this.#execution.doubt('whether an assertion holds is not known')
  }

  #raise(raise: PlpgsqlRaise): void {
    if (raise.condition === null && raise.message === null && raise.options.size === 0)
      throw this.#caught ?? new Refusal('0Z002', 'RAISE without parameters cannot be used outside an exception handler')
    const refusal = raised(this.#sql, raise)
    if (refusal) throw refusal
  }

  #diagnostic(item: string): Value {
    if (item === 'ROW_COUNT') return this.#sql.rowCount
    const error = this.#caught === unknownError ? null : this.#caught
    return (item === 'RETURNED_SQLSTATE' ? error?.sqlstate : item === 'MESSAGE_TEXT' ? error?.message : null) ?? unknown
  }
}
