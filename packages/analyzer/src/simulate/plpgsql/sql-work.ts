import {
  type EmbeddedSql,
  type FuncCall,
  type Node,
  type PlpgsqlTarget,
  parseScript,
  type SelectStmt,
} from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { analyzeDml, analyzeQuery } from '../query/index.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import type { Session } from '../session.ts'
import { guess, taintGuess } from './dynamic.ts'
import { toType } from './evaluate/casts.ts'
import { type Context, type Engine, nothingKnown, type ResultSet, rootContext } from './evaluate/context.ts'
import { expressionValue, isCertain } from './evaluate/expression.ts'
import { type Truth, truthOf } from './evaluate/logic.ts'
import { equals } from './evaluate/operators.ts'
import { queryResult } from './evaluate/query.ts'
import type { Execution } from './execution.ts'
import { changedRows, noteRows } from './fill.ts'
import { Frame } from './frame.ts'
import { isHarmless, rolesAskedFor, taintStatement } from './touch.ts'
import { castText, Row, Unknown, unknown, type Value } from './value.ts'

/** The offset in the script of an offset in the body; `null` when the body does not stand in the script. */
export type BodyPlaces = ((offset: number) => number) | null

/** The SQL that one run of a body sends: statements, expressions, dynamic texts. */
export class SqlWork implements Engine {
  readonly session: Session
  readonly variables: Frame
  readonly execution: Execution
  readonly #at: BodyPlaces
  /** `ROW_COUNT` of the last statement. */
  rowCount: Value = 0

  constructor(execution: Execution, variables: Frame, at: BodyPlaces) {
    this.execution = execution
    this.session = execution.session
    this.variables = variables
    this.#at = at
  }

  value(node: Node | undefined, context: Context): Value {
    return expressionValue(node, context)
  }

  query(select: SelectStmt, context: Context | null): ResultSet {
    return queryResult(this, select, context)
  }

  call(node: FuncCall, args: readonly Value[]): Value {
    return this.execution.call(node, args)
  }

  // Expressions -----------------------------------------------------------------------------------------------

  truth(sql: EmbeddedSql): Truth {
    return truthOf(this.evaluate(sql))
  }

  /** The value of an expression of PL/pgSQL. @throws Refusal when evaluating it would fail. */
  evaluate(sql: EmbeddedSql): Value {
    const select = sql.expression()
    if ('message' in select) throw this.refusalAt(sql, select.sqlstate, select.message)
    let value: Value = unknown
    this.#placed(sql, null, () => {
      analyzeQuery(this.session, { SelectStmt: select }, this.variables.forAnalysis())
      const result = this.query(select, null)
      if (isCertain(result)) value = result.rows[0]?.cells[0] ?? null
    })
    return value
  }

  rolesAskedFor(sql: EmbeddedSql): readonly string[] {
    const select = sql.expression()
    return 'message' in select ? [] : rolesAskedFor({ SelectStmt: select })
  }

  /** Whether a value is among those that `CASE value WHEN …` lists. */
  isAmong(value: Value, list: EmbeddedSql): Truth {
    const select = list.expression()
    if ('message' in select) throw this.refusalAt(list, select.sqlstate, select.message)
    const truths = mapped(select.targetList ?? [], (item) =>
      'ResTarget' in item ? equals(value, this.value(item.ResTarget.val, rootContext(this))) : unknown,
    )
    return truths.includes(true) ? true : truths.some((truth) => truth instanceof Unknown) ? unknown : false
  }

  // Statements ------------------------------------------------------------------------------------------------

  /** Runs embedded statements, and stores what the last one gives. */
  run(sql: EmbeddedSql, into: PlpgsqlTarget | null): void {
    for (const item of sql.statements()) {
      if (!('statement' in item)) continue
      const { node } = item.statement
      let result = nothingKnown
      this.#placed(sql, node, () => {
        result = this.runNode(node)
      })
      if (into) this.#take(into, result)
      this.#count(node, result)
    }
  }

  /** A query among the statements of a body must say where its rows go. */
  refuseResult(sql: EmbeddedSql): void {
    const hasResult = sql.statements().some((item) => 'statement' in item && givesRows(item.statement.node))
    if (hasResult) throw this.refusalAt(sql, '42601', 'query has no destination for result data')
  }

  /** What a query gives, its faults raised. */
  rows(sql: EmbeddedSql): ResultSet {
    let result = nothingKnown
    for (const item of sql.statements()) {
      if (!('statement' in item)) continue
      const { node } = item.statement
      this.#placed(sql, node, () => {
        result = this.runNode(node)
      })
    }
    return result
  }

  /** `EXECUTE text USING …` */
  execute(text: EmbeddedSql, parameters: readonly EmbeddedSql[], into: PlpgsqlTarget | null): void {
    const result = this.dynamicRows(text, parameters)
    if (into) this.#take(into, result)
    this.rowCount = isCertain(result) ? result.rows.length : unknown
  }

  /** Runs a dynamic text, and gives what its last statement gives. */
  dynamicRows(sql: EmbeddedSql, parameters: readonly EmbeddedSql[]): ResultSet {
    const text = castText(this.evaluate(sql))
    const positions = mapped(parameters, (parameter) => ({ value: this.evaluate(parameter), type: null }))
    if (text === null) throw this.refusalAt(sql, '22004', 'query string argument of EXECUTE is null')
    if (text instanceof Unknown) return this.#guessed(text)
    // A dynamic statement sees nothing but `$1`, `$2`, ….
    const inner = new SqlWork(this.execution, new Frame(positions), null)
    let result = nothingKnown
    for (const item of parseScript(text).items) {
      if ('problem' in item) throw this.refusalAt(sql, item.problem.sqlstate, item.problem.message)
      if (!('statement' in item)) continue
      const { node } = item.statement
      if ('TransactionStmt' in node)
        throw this.refusalAt(sql, '0A000', 'EXECUTE of transaction commands is not implemented')
      this.#placed(
        sql,
        node,
        () => {
          result = inner.runNode(node)
        },
        true,
      )
    }
    return result
  }

  #guessed(text: Unknown): ResultSet {
    const guessed = guess(text)
    taintGuess(this.session, guessed)
    if (!guessed.nodes?.every(isHarmless)) this.execution.doubt('the text of a dynamic statement is not known')
    return nothingKnown
  }

  /** Runs one statement that sees the variables. @throws Refusal, Unknowable */
  runNode(node: Node): ResultSet {
    if ('SelectStmt' in node && !node.SelectStmt.intoClause) {
      analyzeDml(this.session, node, this.variables.forAnalysis())
      return this.query(node.SelectStmt, null)
    }
    if (isChange(node)) {
      analyzeDml(this.session, node, this.variables.forAnalysis())
      if (changedRows(this, node) !== 0) this.execution.changed++
      noteRows(this, node)
    } else this.#apply(node)
    return nothingKnown
  }

  /** Places of embedded statements are not places in the script. */
  #apply(node: Node): void {
    const { script, variables } = this.session
    this.session.script = null
    this.session.variables = 'CreateTableAsStmt' in node ? this.variables.forAnalysis() : null
    try {
      this.execution.apply(this.session, node)
    } finally {
      this.session.script = script
      this.session.variables = variables
    }
  }

  /** Gives a refusal the place of the embedded statement, and goes on after what cannot be told. */
  #placed(sql: EmbeddedSql, node: Node | null, work: () => void, isDynamic = false): void {
    const { inBlock } = this.session
    // Within a body, the statement is never the one that the client sent.
    this.session.inBlock = true
    this.execution.refused = null
    try {
      work()
    } catch (error) {
      if (error instanceof Refusal) {
        this.execution.refused ??= node
        throw this.#relocated(error, sql, isDynamic)
      }
      if (!(error instanceof Unknowable)) throw error
      if (node) taintStatement(this.session, node)
      this.execution.giveUp(error)
    } finally {
      this.session.inBlock = inBlock
    }
  }

  #relocated(error: Refusal, sql: EmbeddedSql, isDynamic: boolean): Refusal {
    const within = isDynamic ? 0 : (error.at ?? 0)
    const at = sql.start !== null && this.#at ? this.#at(sql.start + within) : undefined
    return new Refusal(error.sqlstate, error.message, error.subject ? { at, subject: error.subject } : { at })
  }

  refusalAt(sql: EmbeddedSql, sqlstate: string, message: string): Refusal {
    return this.#relocated(new Refusal(sqlstate, message), sql, true)
  }

  // Results ---------------------------------------------------------------------------------------------------

  /** What FOUND and ROW_COUNT say after a statement. */
  #count(node: Node, result: ResultSet): void {
    if ('SelectStmt' in node) {
      this.rowCount = isCertain(result) ? result.rows.length : unknown
      const some = result.rows.some((row) => row.certain)
      this.variables.assign('found', some ? true : result.complete && result.rows.length === 0 ? false : unknown)
    } else if (isChange(node)) {
      this.rowCount = changedRows(this, node)
      this.variables.assign('found', typeof this.rowCount === 'number' ? this.rowCount > 0 : unknown)
    } else this.rowCount = 0
  }

  /** INTO: the first row, or NULLs. */
  #take(target: PlpgsqlTarget, result: ResultSet): void {
    const [first, second] = result.rows
    if (!isCertain(result)) {
      this.store(target, null, [])
      return
    }
    if (target.strict && !first) throw new Refusal('P0002', 'query returned no rows')
    if (target.strict && second) throw new Refusal('P0003', 'query returned more than one row')
    this.store(target, result.columns, first?.cells ?? mapped(result.columns, () => null))
  }

  /** `columns`: `null` when the row is not known. */
  store(target: PlpgsqlTarget, columns: readonly string[] | null, cells: readonly Value[]): void {
    if (target.row) {
      const row = columns ? new Row(new Map(mapped(columns, (column, at) => [column, cells[at] ?? null]))) : unknown
      this.assign(target.names[0] ?? '', row)
      return
    }
    for (const [at, name] of target.names.entries()) this.assign(name, columns ? (cells[at] ?? null) : unknown)
  }

  assign(name: string, value: Value): void {
    const type = this.variables.typeOf(name)
    if (value === null && this.variables.isNotNull(name)) {
      throw new Refusal('22004', `null value cannot be assigned to variable "${name}" declared NOT NULL`)
    }
    this.variables.assign(name, type ? toType(value, type, this.session) : value)
  }
}

function givesRows(node: Node): boolean {
  if ('SelectStmt' in node) return !node.SelectStmt.intoClause
  if ('InsertStmt' in node) return node.InsertStmt.returningClause !== undefined
  if ('UpdateStmt' in node) return node.UpdateStmt.returningClause !== undefined
  return 'DeleteStmt' in node && node.DeleteStmt.returningClause !== undefined
}

function isChange(node: Node): boolean {
  return 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node
}
