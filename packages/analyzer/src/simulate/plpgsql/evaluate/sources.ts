import type { JoinExpr, Node, RangeFunction, RangeVar } from '@migration-doctor/sql'
import { findRelation, nameOf, qualifiedName, stringOf } from '../../names.ts'
import type { Relation } from '../../objects.ts'
import { mayHaveRows } from '../../rows.ts'
import { cellOf, type Hints, scanCatalog } from '../catalog/index.ts'
import { isKnown, type Known, Unknown, unknown, type Value } from '../value.ts'
import type { Context, ResultSet, Source } from './context.ts'
import { and, type Truth, truthOf } from './logic.ts'

/** One combination of rows of the FROM items. */
export interface FromRow {
  readonly sources: readonly Source[]
  readonly certain: boolean
}

export interface FromRows {
  readonly rows: readonly FromRow[]
  readonly complete: boolean
}

/** Equalities that every row has to meet, by the name a FROM item goes by and the column. */
export type Conditions = readonly { readonly alias: string | null; readonly column: string; readonly value: Known }[]

/** Rows of one FROM item. `around`: what the item may refer to. */
export function fromRows(item: Node, around: Context, conditions: Conditions): FromRows {
  if ('RangeVar' in item) return rangeVarRows(item.RangeVar, around, conditions)
  if ('JoinExpr' in item) return joinRows(item.JoinExpr, around, conditions)
  if ('RangeSubselect' in item) {
    const { subquery, alias } = item.RangeSubselect
    if (!subquery || !('SelectStmt' in subquery)) return nothing
    const names = (alias?.colnames ?? []).map(stringOf)
    return resultRows(around.engine.query(subquery.SelectStmt, around), alias?.aliasname ?? '', names)
  }
  if ('RangeFunction' in item) return functionRows(item.RangeFunction, around)
  return nothing
}

const nothing: FromRows = { rows: [], complete: false }

function rangeVarRows(node: RangeVar, around: Context, conditions: Conditions): FromRows {
  const alias = node.alias?.aliasname ?? node.relname ?? ''
  const names = (node.alias?.colnames ?? []).map(stringOf)
  for (let level: Context | null = around; level && node.schemaname === undefined; level = level.outer) {
    const cte = level.ctes.get(node.relname ?? '')
    if (cte) return resultRows(cte, alias, names)
  }
  const { session } = around.engine
  const relation = findRelation(session, nameOf(node))
  if (!relation || names.length > 0) return nothing
  if (relation.system) return catalogRows(around, relation, { alias, conditions })
  return { rows: [], complete: !mayHaveRows(session, relation) }
}

function catalogRows(around: Context, relation: Relation, of: { alias: string; conditions: Conditions }): FromRows {
  const columns = [...relation.columns.keys()]
  const hints = hintsFor(of.alias, columns, of.conditions)
  const scan = scanCatalog(around.engine.session, relation, hints)
  const rows = scan.rows.map(({ row, certain }) => {
    const cell = (column: string) => cellOf(row, column)
    return { sources: [{ alias: of.alias, columns, cell }], certain }
  })
  return { rows, complete: scan.complete }
}

function hintsFor(alias: string, columns: readonly string[], conditions: Conditions): Hints {
  const hints = new Map<string, Known>()
  for (const { alias: of, column, value } of conditions) {
    if ((of === alias || of === null) && columns.includes(column) && value !== null) hints.set(column, value)
  }
  return hints
}

/** The rows of a subquery, under an alias. */
function resultRows(result: ResultSet, alias: string, names: readonly string[]): FromRows {
  const columns = result.columns.map((column, at) => names[at] ?? column)
  const rows = result.rows.map(({ cells, certain }) => {
    const cell = (column: string): Value => cells[columns.indexOf(column)] ?? null
    return { sources: [{ alias, columns, cell }], certain }
  })
  return { rows, complete: result.complete }
}

function joinRows(node: JoinExpr, around: Context, conditions: Conditions): FromRows {
  if (!node.larg || !node.rarg || node.isNatural || node.alias) return nothing
  // What an outer join adds must not be thinned out beforehand.
  const left = fromRows(
    node.larg,
    around,
    node.jointype === 'JOIN_INNER' || node.jointype === 'JOIN_LEFT' ? conditions : [],
  )
  const rows: FromRow[] = []
  let complete = left.complete && (node.jointype === 'JOIN_INNER' || node.jointype === 'JOIN_LEFT')
  let rightOnce: FromRows | null = null
  for (const one of left.rows) {
    const lateral = 'RangeSubselect' in node.rarg || 'RangeFunction' in node.rarg
    const inner: Context = { ...around, sources: [...one.sources], outer: around }
    const right: FromRows =
      lateral || !rightOnce ? fromRows(node.rarg, inner, node.jointype === 'JOIN_INNER' ? conditions : []) : rightOnce
    rightOnce = right
    complete &&= right.complete
    rows.push(...joined(node, one, { right, around }))
  }
  if (left.rows.length === 0 && left.complete)
    complete = node.jointype === 'JOIN_INNER' || node.jointype === 'JOIN_LEFT'
  return { rows, complete }
}

function joined(node: JoinExpr, left: FromRow, { right, around }: { right: FromRows; around: Context }): FromRow[] {
  const rows: FromRow[] = []
  let met = false
  let mayBeMet = !right.complete
  for (const other of right.rows) {
    const sources = [...left.sources, ...other.sources]
    const truth = joinCondition(node, left, { other, context: { ...around, sources, outer: around } })
    if (truth === false || truth === null) continue
    const certain = truth === true && other.certain
    if (certain) met = true
    else mayBeMet = true
    rows.push({ sources, certain: certain && left.certain })
  }
  if (node.jointype === 'JOIN_LEFT' && !met) {
    const padded = (right.rows[0]?.sources ?? []).map((source) => ({ ...source, cell: () => null }))
    rows.push({ sources: [...left.sources, ...padded], certain: left.certain && !mayBeMet })
  }
  return rows
}

function joinCondition(node: JoinExpr, left: FromRow, right: { other: FromRow; context: Context }): Truth {
  if (!node.usingClause?.length)
    return node.quals ? truthOf(right.context.engine.value(node.quals, right.context)) : true
  return and(
    node.usingClause.map((item) => {
      const column = stringOf(item)
      const first = cellIn(left, column)
      const second = cellIn(right.other, column)
      if (first === undefined || second === undefined || !isKnown(first) || !isKnown(second)) return unknown
      return first === null || second === null ? null : first === second
    }),
  )
}

function cellIn(row: FromRow, column: string): Value | undefined {
  return row.sources.find((source) => source.columns.includes(column))?.cell(column)
}

function functionRows(node: RangeFunction, around: Context): FromRows {
  const [only] = node.functions ?? []
  const [callNode] = only && 'List' in only ? (only.List.items ?? []) : []
  if (!callNode || node.ordinality || (node.functions ?? []).length > 1 || !('FuncCall' in callNode)) return nothing
  const name = qualifiedName(callNode.FuncCall.funcname).name
  const args = (callNode.FuncCall.args ?? []).map((arg) => around.engine.value(arg, around))
  const values = setOf(name, args)
  if (!values) return nothing
  const alias = node.alias?.aliasname ?? name
  const column = stringOf(node.alias?.colnames?.[0]) || alias
  const rows = values.map((value) => ({ sources: [{ alias, columns: [column], cell: () => value }], certain: true }))
  return { rows, complete: true }
}

const mostRows = 10_000

/** Functions that give a set of rows; `null` when the set is not known. */
export function setOf(name: string, args: readonly Value[]): readonly Value[] | null {
  if (args.some((arg) => arg instanceof Unknown)) return null
  const [first = null, second = null, third = null] = args
  if (name === 'unnest') return first === null ? [] : Array.isArray(first) && args.length === 1 ? first : null
  if (name === 'generate_series' && typeof first === 'number' && typeof second === 'number') {
    const step = typeof third === 'number' ? third : 1
    const values: number[] = []
    if (step === 0 || (second - first) / step > mostRows) return null
    for (let at = first; step > 0 ? at <= second : at >= second; at += step) values.push(at)
    return values
  }
  if (
    (name === 'regexp_split_to_table' || name === 'string_to_table') &&
    typeof first === 'string' &&
    typeof second === 'string'
  ) {
    return name === 'string_to_table' || /^[\w\s,;|]*$/.test(second) ? first.split(second) : null
  }
  return null
}
