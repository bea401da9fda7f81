import type { SelectStmt } from '@migration-doctor/sql'
import { parseScript } from '@migration-doctor/sql'
import type { Type } from '../objects.ts'
import { analyzeQuery } from '../query/index.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import type { Session } from '../session.ts'
import { isCertain } from './evaluate/expression.ts'
import { Execution } from './execution.ts'
import { Frame } from './frame.ts'
import { SqlWork } from './sql-work.ts'
import { Reference, Row, Unknown, type Value } from './value.ts'

/** A value as PostgreSQL's drivers for JavaScript give it: `bigint` and `numeric` as text. */
export type Cell = string | number | boolean | null | readonly Cell[]

/**
 * What a query gives on the simulated database; `null` when it is not one query, would be refused, or gives what only
 * a server knows. Nothing is changed by asking.
 */
export function queryRows(
  session: Session,
  text: string,
  parameters: readonly (string | null | undefined)[],
): readonly Readonly<Record<string, Cell>>[] | null {
  const [item, more] = parseScript(text).items
  if (!item || more || !('statement' in item) || !('SelectStmt' in item.statement.node)) return null
  const mark = session.store.mark()
  try {
    return rowsOf(session, item.statement.node.SelectStmt, parameters)
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unknowable) return null
    throw error
  } finally {
    session.store.rollbackTo(mark)
  }
}

function rowsOf(session: Session, select: SelectStmt, parameters: readonly (string | null | undefined)[]) {
  const frame = new Frame(
    parameters.map((value) => ({ value: value === undefined ? new Unknown() : value, type: null })),
  )
  const types = analyzeQuery(session, { SelectStmt: select }, frame.forAnalysis()).columns
  // A query that runs a routine may do anything.
  const execution = new Execution(session, refuseToRun, refuseToRun)
  const result = new SqlWork(execution, frame, null).query(select, null)
  if (!isCertain(result)) return null
  const rows: Record<string, Cell>[] = []
  for (const { cells } of result.rows) {
    const row: Record<string, Cell> = {}
    for (const [at, column] of result.columns.entries()) {
      const cell = cellOf(cells[at] ?? null, types?.[at]?.type?.type ?? null)
      if (cell === undefined) return null
      row[column] = cell
    }
    rows.push(row)
  }
  return rows
}

function refuseToRun(): never {
  throw new Unknowable('the query runs a routine')
}

const textual = ['int8', 'numeric']

/** `undefined` when the value is not known. */
function cellOf(value: Value, type: Type | null): Cell | undefined {
  if (value instanceof Unknown || value instanceof Row) return undefined
  if (value instanceof Reference) return type?.name === 'oid' ? value.oid : value.text
  if (Array.isArray(value)) {
    const cells = value.map((item: Value) => cellOf(item, type?.element ?? null))
    return cells.includes(undefined) ? undefined : (cells as readonly Cell[])
  }
  if (typeof value === 'number') return type === null ? undefined : textual.includes(type.name) ? String(value) : value
  return value as Cell
}
