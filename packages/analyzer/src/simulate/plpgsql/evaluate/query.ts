import type { Node, SelectStmt } from '@migration-doctor/sql'
import { stringOf } from '../../names.ts'
import { castText, isKnown, toBoolean, Unknown, unknown, type Value } from '../value.ts'
import { aggregateNames } from './aggregates.ts'
import { type Context, type Engine, nothingKnown, type ResultRow, type ResultSet, rootContext } from './context.ts'
import { truthOf } from './logic.ts'
import { compareKeys } from './sort.ts'
import { type Conditions, fromRows, type FromRow, type FromRows, setOf } from './sources.ts'

/** What a SELECT, VALUES or UNION gives, as far as it is known. */
export function queryResult(engine: Engine, select: SelectStmt, outer: Context | null): ResultSet {
  const ctes = new Map<string, ResultSet>()
  const context: Context = { ...rootContext(engine), outer, ctes }
  for (const item of select.withClause?.ctes ?? []) {
    if (!('CommonTableExpr' in item)) continue
    const { ctename = '', ctequery, aliascolnames } = item.CommonTableExpr
    const known = ctequery && 'SelectStmt' in ctequery && !select.withClause?.recursive && !aliascolnames?.length
    ctes.set(ctename, known ? engine.query(ctequery.SelectStmt, context) : nothingKnown)
  }
  return limited(body(select, context), select, context)
}

function body(select: SelectStmt, context: Context): ResultSet {
  if (select.op === 'SETOP_UNION' && select.larg && select.rarg) return union(select, context)
  if (select.op !== undefined && select.op !== 'SETOP_NONE') return nothingKnown
  if (select.valuesLists?.length) return values(select, context)
  return plain(select, context)
}

function union(select: SelectStmt, context: Context): ResultSet {
  if (!select.larg || !select.rarg) return nothingKnown
  const left = context.engine.query(select.larg, context)
  const right = context.engine.query(select.rarg, context)
  const all = { columns: left.columns, rows: [...left.rows, ...right.rows], complete: left.complete && right.complete }
  return sorted(select.all ? all : distinct(all), select, context)
}

function values(select: SelectStmt, context: Context): ResultSet {
  const rows = (select.valuesLists ?? []).map((item): ResultRow => {
    const cells = 'List' in item ? (item.List.items ?? []).map((cell) => context.engine.value(cell, context)) : []
    return { cells, certain: true }
  })
  const columns = (rows[0]?.cells ?? []).map((_, at) => `column${at + 1}`)
  return { columns, rows, complete: true }
}

function plain(select: SelectStmt, context: Context): ResultSet {
  const from = combined(select, context)
  const kept: { context: Context; certain: boolean }[] = []
  for (const row of from.rows) {
    const inner: Context = { ...context, sources: row.sources }
    const truth = select.whereClause ? truthOf(context.engine.value(select.whereClause, inner)) : true
    if (truth === true || truth instanceof Unknown) kept.push({ context: inner, certain: row.certain && truth === true })
  }
  const known = from.complete && kept.every((row) => row.certain)
  if (select.groupClause?.length) return grouped(select, kept.map((row) => row.context), known)
  if (hasAggregate(select)) {
    const group = known ? kept.map((row) => row.context) : ('incomplete' as const)
    return onlyRow(select, { ...context, sources: kept[0]?.context.sources ?? [], group })
  }
  const { columns, rows } = projected(select, kept)
  const result = { columns, rows, complete: from.complete }
  return select.distinctClause?.length ? distinct(sortedRows(result, select, kept)) : sortedRows(result, select, kept)
}

/** All combinations of the FROM items; one empty row when there are none. */
function combined(select: SelectStmt, context: Context): FromRows {
  const conditions = knownEqualities(select.whereClause, context)
  let rows: FromRow[] = [{ sources: [], certain: true }]
  let complete = true
  for (const item of select.fromClause ?? []) {
    const next: FromRow[] = []
    for (const row of rows) {
      const found = fromRows(item, { ...context, sources: row.sources }, conditions)
      complete &&= found.complete
      for (const one of found.rows) next.push({ sources: [...row.sources, ...one.sources], certain: row.certain && one.certain })
    }
    rows = next
  }
  return { rows, complete: complete || (rows.length === 0 && hasEmptyItem(select, context)) }
}

/** A product with an empty table is empty, whatever the others hold. */
function hasEmptyItem(select: SelectStmt, context: Context): boolean {
  return (select.fromClause ?? []).some((item) => {
    if (!('RangeVar' in item)) return false
    const found = fromRows(item, context, [])
    return found.complete && found.rows.length === 0
  })
}

/** `column = value` among what WHERE and the joins demand of every row. */
function knownEqualities(where: Node | undefined, context: Context): Conditions {
  if (!where) return []
  if ('BoolExpr' in where)
    return where.BoolExpr.boolop === 'AND_EXPR' ? (where.BoolExpr.args ?? []).flatMap((arg) => knownEqualities(arg, context)) : []
  if (!('A_Expr' in where) || where.A_Expr.kind !== 'AEXPR_OP' || stringOf(where.A_Expr.name?.at(-1)) !== '=') return []
  const { lexpr, rexpr } = where.A_Expr
  return [...equality(lexpr, rexpr, context), ...equality(rexpr, lexpr, context)]
}

function equality(column: Node | undefined, other: Node | undefined, context: Context): Conditions {
  if (!column || !other || !('ColumnRef' in column) || !isConstant(other)) return []
  const parts = (column.ColumnRef.fields ?? []).map(stringOf)
  const value = context.engine.value(other, context)
  if (!isKnown(value) || parts.length > 2) return []
  return [{ alias: parts.length === 2 ? (parts[0] ?? null) : null, column: parts.at(-1) ?? '', value }]
}

/** Can be evaluated before there is a row: a literal, perhaps cast, or a call without arguments. */
function isConstant(node: Node): boolean {
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && isConstant(node.TypeCast.arg)
  if ('FuncCall' in node) return (node.FuncCall.args ?? []).every(isConstant)
  return 'A_Const' in node || 'SQLValueFunction' in node || 'ParamRef' in node
}

interface Kept {
  readonly context: Context
  readonly certain: boolean
}

function projected(select: SelectStmt, kept: readonly Kept[]): { columns: readonly string[]; rows: readonly ResultRow[] } {
  const columns = targetNames(select, kept[0]?.context ?? null)
  const rows = kept.flatMap(({ context, certain }) => targetRows(select, context).map((cells) => ({ cells, certain })))
  return { columns, rows }
}

function onlyRow(select: SelectStmt, context: Context): ResultSet {
  const having = select.havingClause ? truthOf(context.engine.value(select.havingClause, context)) : true
  const columns = targetNames(select, context)
  if (having === false || having === null) return { columns, rows: [], complete: true }
  const cells = targetRows(select, context)[0] ?? []
  return { columns, rows: [{ cells, certain: having === true }], complete: true }
}

function targetNames(select: SelectStmt, context: Context | null): readonly string[] {
  return (select.targetList ?? []).flatMap((item): readonly string[] => {
    if (!('ResTarget' in item)) return ['?column?']
    const { name, val } = item.ResTarget
    if (name !== undefined) return [name]
    if (!val) return ['?column?']
    const star = starSources(val, context)
    return star ? star.flatMap((source) => source.columns) : [impliedName(val)]
  })
}

/** As PostgreSQL names a column without AS. */
function impliedName(node: Node): string {
  if ('ColumnRef' in node) return stringOf(node.ColumnRef.fields?.at(-1))
  if ('FuncCall' in node) return stringOf(node.FuncCall.funcname?.at(-1))
  if ('TypeCast' in node) {
    const inner = node.TypeCast.arg ? impliedName(node.TypeCast.arg) : '?column?'
    return inner === '?column?' ? stringOf(node.TypeCast.typeName?.names?.at(-1)) : inner
  }
  if ('SubLink' in node) return node.SubLink.subLinkType === 'EXISTS_SUBLINK' ? 'exists' : '?column?'
  if ('CoalesceExpr' in node) return 'coalesce'
  return 'CaseExpr' in node ? 'case' : '?column?'
}

function starSources(node: Node, context: Context | null) {
  if (!('ColumnRef' in node)) return null
  const fields = node.ColumnRef.fields ?? []
  const last = fields.at(-1)
  if (!last || !('A_Star' in last)) return null
  const alias = fields.length > 1 ? stringOf(fields.at(-2)) : null
  return (context?.sources ?? []).filter((source) => alias === null || source.alias === alias)
}

/** One row, or several when a target gives a set. */
function targetRows(select: SelectStmt, context: Context): readonly (readonly Value[])[] {
  let sets: { at: number; values: readonly Value[] } | null = null
  const cells: Value[] = []
  for (const item of select.targetList ?? []) {
    const val = 'ResTarget' in item ? item.ResTarget.val : undefined
    const star = val ? starSources(val, context) : null
    if (star) for (const source of star) cells.push(...source.columns.map((column) => source.cell(column)))
    else {
      const set = val ? setTarget(val, context) : null
      if (set) sets = { at: cells.length, values: set }
      cells.push(set ? null : context.engine.value(val, context))
    }
  }
  const expanded = sets
  return expanded ? expanded.values.map((value) => cells.with(expanded.at, value)) : [cells]
}

function setTarget(node: Node, context: Context): readonly Value[] | null {
  if (!('FuncCall' in node)) return null
  const name = stringOf(node.FuncCall.funcname?.at(-1))
  if (name !== 'unnest' && name !== 'generate_series') return null
  return setOf(name, (node.FuncCall.args ?? []).map((arg) => context.engine.value(arg, context)))
}

function hasAggregate(select: SelectStmt): boolean {
  return [...(select.targetList ?? []), ...(select.havingClause ? [select.havingClause] : [])].some(containsAggregate)
}

function containsAggregate(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsAggregate)
  if (typeof value !== 'object' || value === null || 'SubLink' in value) return false
  if ('FuncCall' in value) {
    const call = (value as Extract<Node, { FuncCall: unknown }>).FuncCall
    if (!call.over && aggregateNames.has(stringOf(call.funcname?.at(-1)))) return true
  }
  return Object.values(value).some(containsAggregate)
}

function grouped(select: SelectStmt, rows: readonly Context[], known: boolean): ResultSet {
  if (!known) return nothingKnown
  const groups = new Map<string, Context[]>()
  for (const row of rows) {
    const keys = (select.groupClause ?? []).map((item) => castText(row.engine.value(groupKey(item, select), row)))
    if (keys.some((key) => key instanceof Unknown)) return nothingKnown
    const key = JSON.stringify(keys)
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const results = [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [onlyRow(select, { ...first, group })] : []
  })
  return {
    columns: results[0]?.columns ?? [],
    rows: results.flatMap((result) => result.rows),
    complete: results.every((result) => result.complete),
  }
}

/** `GROUP BY 1` means the first target. */
function groupKey(item: Node, select: SelectStmt): Node {
  if (!('A_Const' in item)) return item
  const target = select.targetList?.[(item.A_Const.ival?.ival ?? 0) - 1]
  return target && 'ResTarget' in target && target.ResTarget.val ? target.ResTarget.val : item
}

function distinct(result: ResultSet): ResultSet {
  const kept = new Map<string, ResultRow>()
  for (const row of result.rows) {
    const texts = row.cells.map(castText)
    const key = texts.some((text) => text instanceof Unknown) ? `unknown ${kept.size}` : JSON.stringify(texts)
    const before = kept.get(key)
    if (!before || (row.certain && !before.certain)) kept.set(key, row)
  }
  return { ...result, rows: [...kept.values()] }
}

function sortedRows(result: ResultSet, select: SelectStmt, kept: readonly Kept[]): ResultSet {
  if (!select.sortClause?.length || kept.length !== result.rows.length) return result
  const order = sortKeys(select, (node, at) => {
    const context = kept[at]?.context
    return context ? context.engine.value(node, context) : unknown
  })
  return order(result)
}

function sorted(result: ResultSet, select: SelectStmt, context: Context): ResultSet {
  return select.sortClause?.length ? sortKeys(select, (node) => context.engine.value(node, context))(result) : result
}

type SortValue = (node: Node, at: number) => Value

function sortKeys(select: SelectStmt, valueOf: SortValue): (result: ResultSet) => ResultSet {
  return (result) => {
    const keyed = result.rows.map((row, at) => ({ row, keys: keysOf(select, { result, row, at }, valueOf) }))
    if (keyed.some(({ keys }) => keys.some((key) => !isKnown(key)))) return result
    const descending = (select.sortClause ?? []).map((item) => 'SortBy' in item && item.SortBy.sortby_dir === 'SORTBY_DESC')
    keyed.sort((a, b) => compareKeys(a.keys, b.keys, descending))
    return { ...result, rows: keyed.map(({ row }) => row) }
  }
}

/** Sort keys may name a column of the result by position or by name. */
function keysOf(select: SelectStmt, of: { result: ResultSet; row: ResultRow; at: number }, valueOf: SortValue): Value[] {
  return (select.sortClause ?? []).map((item) => {
    const node = 'SortBy' in item ? item.SortBy.node : undefined
    if (!node) return unknown
    if ('A_Const' in node) return of.row.cells[(node.A_Const.ival?.ival ?? 0) - 1] ?? null
    if ('ColumnRef' in node && node.ColumnRef.fields?.length === 1) {
      const column = of.result.columns.indexOf(stringOf(node.ColumnRef.fields[0]))
      if (column !== -1) return of.row.cells[column] ?? null
    }
    return valueOf(node, of.at)
  })
}

function limited(result: ResultSet, select: SelectStmt, context: Context): ResultSet {
  if (!select.limitCount && !select.limitOffset) return result
  const count = context.engine.value(select.limitCount, context)
  const offset = context.engine.value(select.limitOffset, context)
  if (!isKnown(count) || !isKnown(offset) || toBoolean(offset)) return nothingKnown
  if (typeof count !== 'number') return result
  const certain = result.complete && result.rows.every((row) => row.certain)
  return certain || count === 0 ? { ...result, rows: result.rows.slice(0, count) } : result
}
