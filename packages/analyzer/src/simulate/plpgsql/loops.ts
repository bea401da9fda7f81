import type { EmbeddedSql, PlpgsqlStatement } from '@migration-doctor/sql'
import { Refusal, Unknowable } from '../refusal.ts'
import type { ResultSet } from './evaluate/context.ts'
import { type Flow, loopFlow, next } from './labels.ts'
import type { SqlWork } from './sql-work.ts'
import { Unknown, unknown, type Value } from './value.ts'

type Statements = readonly PlpgsqlStatement[]
export type LoopStatement = Extract<
  PlpgsqlStatement,
  { kind: 'loop' | 'while' | 'for-query' | 'for-execute' | 'for-range' | 'for-array' }
>

/** What statements that hold others need of the run around them. */
export interface BodyHost {
  body(statements: Statements): Flow
  /** Runs what may or may not run. */
  attempt(work: () => Flow): Flow
}

export interface LoopHost extends BodyHost {
  mayBeOver(): boolean
}

const mostTurns = 2_000

function dimensionsOf(value: Value): number {
  return Array.isArray(value) ? 1 + dimensionsOf(value[0] ?? null) : 0
}

function flattened(values: readonly Value[], times: number): readonly Value[] {
  if (times === 0) return values
  const inner = values.flatMap((value): readonly Value[] => (Array.isArray(value) ? value : [value]))
  return flattened(inner, times - 1)
}

export class Loops {
  readonly #sql: SqlWork
  readonly #host: LoopHost

  constructor(sql: SqlWork, host: LoopHost) {
    this.#sql = sql
    this.#host = host
  }

  run(statement: LoopStatement): Flow {
    switch (statement.kind) {
      case 'for-query':
        return this.#overRows(statement, this.#sql.rows(statement.query))
      case 'for-execute':
        return this.#overRows(statement, this.#sql.dynamicRows(statement.query, statement.parameters))
      case 'for-range':
        return this.#overRange(statement)
      case 'for-array':
        return this.#overArray(statement)
      case 'while':
        return this.#while(statement, statement.condition)
      case 'loop':
        return this.#while(statement, null)
    }
  }

  #while(statement: LoopStatement, condition: EmbeddedSql | null): Flow {
    for (let turn = 0; turn < mostTurns; turn++) {
      const truth = condition ? this.#sql.truth(condition) : true
      if (truth === false || truth === null) return next
      if (truth instanceof Unknown || this.#host.mayBeOver()) {
        return this.#host.attempt(() => this.#host.body(statement.body))
      }
      const flow = loopFlow(this.#host.body(statement.body), statement.label)
      if (flow === 'done') return next
      if (flow !== 'again') return flow
    }
    throw new Unknowable('a loop runs too long to be followed', null)
  }

  #overRows(statement: Extract<LoopStatement, { kind: 'for-query' | 'for-execute' }>, rows: ResultSet): Flow {
    const { target, label, body } = statement
    const turn = (columns: readonly string[] | null, cells: readonly Value[]) => () => {
      this.#sql.store(target, columns, cells)
      return this.#host.body(body)
    }
    for (const row of rows.rows) {
      const work = turn(rows.columns, row.cells)
      const flow = loopFlow(row.certain ? work() : this.#host.attempt(work), label)
      if (flow === 'done') return next
      if (flow !== 'again') return flow
    }
    if (!rows.complete) this.#host.attempt(turn(null, []))
    const some = rows.rows.some((row) => row.certain)
    this.#sql.variables.assign('found', some ? true : rows.complete && rows.rows.length === 0 ? false : unknown)
    return next
  }

  #overRange(statement: Extract<LoopStatement, { kind: 'for-range' }>): Flow {
    const lower = this.#sql.evaluate(statement.lower)
    const upper = this.#sql.evaluate(statement.upper)
    const step = statement.step ? this.#sql.evaluate(statement.step) : 1
    if (typeof lower !== 'number' || typeof upper !== 'number' || typeof step !== 'number')
      return this.#unknownTurn(statement.variable, statement.body)
    if (step <= 0) throw new Refusal('22023', 'BY value of FOR loop must be greater than zero')
    const values: number[] = []
    for (let at = lower; statement.reverse ? at >= upper : at <= upper; at += statement.reverse ? -step : step) {
      if (values.push(at) > mostTurns) throw new Unknowable('a loop runs too long to be followed', null)
    }
    return this.#sql.variables.within(() => {
      this.#sql.variables.declare(statement.variable, null, this.#sql.session.system.type('int4'))
      return this.#overValues(statement, values)
    })
  }

  #overArray(statement: Extract<LoopStatement, { kind: 'for-array' }>): Flow {
    const array = this.#sql.evaluate(statement.array)
    if (array === null) throw this.#sql.refusalAt(statement.array, '22004', 'FOREACH expression must not be null')
    if (!Array.isArray(array)) return this.#unknownTurn(statement.variable, statement.body)
    const dimensions = dimensionsOf(array)
    if (statement.slice > dimensions)
      throw new Refusal('2202E', `slice dimension (${statement.slice}) is out of the valid range 0..${dimensions}`)
    const values: readonly Value[] = statement.slice === dimensions ? [array] : array
    return this.#overValues(statement, flattened(values, Math.max(0, dimensions - statement.slice - 1)))
  }

  #overValues(statement: { variable: string; label: string | null; body: Statements }, values: readonly Value[]): Flow {
    for (const value of values) {
      this.#sql.assign(statement.variable, value)
      const flow = loopFlow(this.#host.body(statement.body), statement.label)
      if (flow === 'done') return next
      if (flow !== 'again') return flow
    }
    return next
  }

  #unknownTurn(variable: string, body: Statements): Flow {
    return this.#sql.variables.within(() => {
      this.#sql.variables.declare(variable, unknown, null)
      return this.#host.attempt(() => this.#host.body(body))
    })
  }
}
