import type { Node, SelectStmt } from '@migration-doctor/sql'
import { stringOf } from '../../names.ts'
import { isKnown, unknown, type Value } from '../value.ts'
import type { Context, ResultRow, ResultSet } from './context.ts'
import { compareKeys } from './sort.ts'

/** One row that WHERE let through. */
export interface Kept {
  readonly context: Context
  readonly certain: boolean
}

/** The rows in the order of ORDER BY, as far as it is known. */
export function sortedRows(result: ResultSet, select: SelectStmt, kept: readonly Kept[]): ResultSet {
  if (!select.sortClause?.length || kept.length !== result.rows.length) return result
  const order = sortKeys(select, (node, at) => {
    const context = kept[at]?.context
    return context ? context.engine.value(node, context) : unknown
  })
  return order(result)
}

/** The rows of a set operation in the order of its ORDER BY. */
export function sorted(result: ResultSet, select: SelectStmt, context: Context): ResultSet {
  return select.sortClause?.length ? sortKeys(select, (node) => context.engine.value(node, context))(result) : result
}

type SortValue = (node: Node, at: number) => Value

function sortKeys(select: SelectStmt, sortValue: SortValue): (result: ResultSet) => ResultSet {
  return (result) => {
    const keyed = result.rows.map((row, at) => ({ row, keys: keysOf(select, { result, row, at }, sortValue) }))
    if (keyed.some(({ keys }) => keys.some((key) => !isKnown(key)))) return result
    const descending = (select.sortClause ?? []).map(
      (item) => 'SortBy' in item && item.SortBy.sortby_dir === 'SORTBY_DESC',
    )
    keyed.sort((a, b) => compareKeys(a.keys, b.keys, descending))
    return { ...result, rows: keyed.map(({ row }) => row) }
  }
}

/** Sort keys may name a column of the result by position or by name. */
function keysOf(
  select: SelectStmt,
  of: { result: ResultSet; row: ResultRow; at: number },
  sortValue: SortValue,
): Value[] {
  return (select.sortClause ?? []).map((item) => {
    const node = 'SortBy' in item ? item.SortBy.node : undefined
    if (!node) return unknown
    if ('A_Const' in node) return of.row.cells[(node.A_Const.ival?.ival ?? 0) - 1] ?? null
    if ('ColumnRef' in node && node.ColumnRef.fields?.length === 1) {
      const column = of.result.columns.indexOf(stringOf(node.ColumnRef.fields[0]))
      if (column !== -1) return of.row.cells[column] ?? null
    }
    return sortValue(node, of.at)
  })
}
