import type { A_Const, A_Expr, BoolExpr, CaseExpr, FuncCall, Node, SelectStmt, SubLink } from '@migration-doctor/sql'
import { mapped } from '../../mapped.ts'
import { qualifiedName, stringOf } from '../../names.ts'
import { found, isKnown, Row, toBoolean, Unknown, unknown, type Value } from '../value.ts'
import { aggregate, aggregateNames } from './aggregates.ts'
import { castValue } from './casts.ts'
import { columnValue, fieldOf } from './columns.ts'
import type { Context, ResultSet } from './context.ts'
import { builtinFunction } from './functions.ts'
import { and, not, or, type Truth, truthOf } from './logic.ts'
import { equals, operate, same } from './operators.ts'
import { compareKeys } from './sort.ts'

/** The value of an expression; `Unknown` where only a server could tell. */
export function expressionValue(node: Node | undefined, context: Context): Value {
  if (!node) return null
  if ('A_Const' in node) return constant(node.A_Const)
  if ('ColumnRef' in node) return columnValue(node.ColumnRef, context)
  if ('A_Expr' in node) return operatorValue(node.A_Expr, context)
  if ('BoolExpr' in node) return boolean(node.BoolExpr, context)
  if ('FuncCall' in node) return call(node.FuncCall, context)
  if ('SubLink' in node) return subLink(node.SubLink, context)
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast
    return castValue(context.engine.value(arg, context), typeName, context.engine.session)
  }
  if ('NullTest' in node) return nullTest(context.engine.value(node.NullTest.arg, context), node.NullTest.nulltesttype)
  return rareValue(node, context)
}

function rareValue(node: Node, context: Context): Value {
  const { engine } = context
  if ('A_ArrayExpr' in node) return mapped(node.A_ArrayExpr.elements ?? [], (item) => engine.value(item, context))
  if ('CoalesceExpr' in node) return coalesce(node.CoalesceExpr.args ?? [], context)
  if ('CaseExpr' in node) return caseValue(node.CaseExpr, context)
  if ('BooleanTest' in node)
    return booleanTest(engine.value(node.BooleanTest.arg, context), node.BooleanTest.booltesttype)
  if ('ParamRef' in node) return found(engine.variables.position(node.ParamRef.number ?? 0))
  if ('CollateClause' in node) return engine.value(node.CollateClause.arg, context)
  if ('NamedArgExpr' in node) return engine.value(node.NamedArgExpr.arg, context)
  if ('A_Indirection' in node)
    return indirection(engine.value(node.A_Indirection.arg, context), node.A_Indirection.indirection ?? [], context)
  if ('SQLValueFunction' in node) {
    return node.SQLValueFunction.op === 'SVFOP_CURRENT_SCHEMA'
      ? (engine.session.creationSchema()?.name ?? null)
      : unknown
  }
  if ('RowExpr' in node) {
    const cells = mapped(node.RowExpr.args ?? [], (item, at): [string, Value] => [
      `f${at + 1}`,
      engine.value(item, context),
    ])
    return new Row(new Map(cells))
  }
  return unknown
}

function constant(node: A_Const): Value {
  if (node.isnull) return null
  if (node.sval) return node.sval.sval ?? ''
  if (node.boolval) return node.boolval.boolval ?? false
  if (node.fval) {
    const number = Number(node.fval.fval)
    return Number.isSafeInteger(number) || !/^\d+$/.test(node.fval.fval ?? '') ? number : unknown
  }
  return node.ival ? (node.ival.ival ?? 0) : unknown
}

function boolean(node: BoolExpr, context: Context): Value {
  const truths = function* () {
    for (const arg of node.args ?? []) yield truthOf(context.engine.value(arg, context))
  }
  if (node.boolop === 'AND_EXPR') return and(truths())
  if (node.boolop === 'OR_EXPR') return or(truths())
  return not(truthOf(context.engine.value(node.args?.[0], context)))
}

function nullTest(value: Value, test: string | undefined): Truth {
  if (!isKnown(value)) return value.parts.some((part) => part !== null) ? test !== 'IS_NULL' : unknown
  if (value instanceof Row) {
    const cells = [...value.columns.values()]
    if (cells.some((cell) => !isKnown(cell))) return unknown
    return test === 'IS_NULL' ? cells.every((cell) => cell === null) : cells.every((cell) => cell !== null)
  }
  return test === 'IS_NULL' ? value === null : value !== null
}

function booleanTest(value: Value, test: string | undefined): Truth {
  if (!isKnown(value)) return unknown
  const truth = toBoolean(value)
  switch (test) {
    case 'IS_TRUE':
      return truth === true
    case 'IS_NOT_TRUE':
      return truth !== true
    case 'IS_FALSE':
      return truth === false
    case 'IS_NOT_FALSE':
      return truth !== false
    default:
      return test === 'IS_UNKNOWN' ? truth === null : truth !== null
  }
}

function coalesce(args: readonly Node[], context: Context): Value {
  for (const arg of args) {
    const value = context.engine.value(arg, context)
    if (value !== null) return value
  }
  return null
}

function caseValue(node: CaseExpr, context: Context): Value {
  const tested = node.arg ? context.engine.value(node.arg, context) : null
  for (const item of node.args ?? []) {
    if (!('CaseWhen' in item)) return unknown
    const value = context.engine.value(item.CaseWhen.expr, context)
    const truth = node.arg ? equals(tested, value) : truthOf(value)
    if (truth instanceof Unknown) return unknown
    if (truth) return context.engine.value(item.CaseWhen.result, context)
  }
  return context.engine.value(node.defresult, context)
}

function indirection(value: Value, path: readonly Node[], context: Context): Value {
  let at = value
  for (const step of path) {
    if (at === null) return null
    if ('String' in step) at = fieldOf(at, stringOf(step))
    else if ('A_Indices' in step && !step.A_Indices.is_slice && Array.isArray(at)) {
      const index = context.engine.value(step.A_Indices.uidx, context)
      at = typeof index === 'number' ? (at[index - 1] ?? null) : unknown
    } else return unknown
  }
  return at
}

function operatorValue(node: A_Expr, context: Context): Value {
  const { engine } = context
  const name = qualifiedName(node.name).name
  const left = node.lexpr ? engine.value(node.lexpr, context) : undefined
  if (node.kind === 'AEXPR_IN') return inList(left ?? null, node, context)
  if (node.kind === 'AEXPR_BETWEEN' || node.kind === 'AEXPR_NOT_BETWEEN') return between(left ?? null, node, context)
  const right = engine.value(node.rexpr, context)
  if (left === undefined) return name === '-' && typeof right === 'number' ? -right : name === '+' ? right : unknown
  switch (node.kind) {
    case 'AEXPR_OP_ANY':
      return quantified(right, (one) => operate(name, left, one), or)
    case 'AEXPR_OP_ALL':
      return quantified(right, (one) => operate(name, left, one), and)
    case 'AEXPR_DISTINCT':
      return not(same(left, right))
    case 'AEXPR_NOT_DISTINCT':
      return same(left, right)
    case 'AEXPR_NULLIF': {
      const truth = equals(left, right)
      return truth instanceof Unknown ? unknown : truth ? null : left
    }
    case 'AEXPR_SIMILAR':
      return unknown
    default:
      return operate(name, left, right)
  }
}

function inList(left: Value, node: A_Expr, context: Context): Truth {
  const items = node.rexpr && 'List' in node.rexpr ? (node.rexpr.List.items ?? []) : []
  const found = or(mapped(items, (item) => equals(left, context.engine.value(item, context))))
  return qualifiedName(node.name).name === '<>' ? not(found) : found
}

function between(left: Value, node: A_Expr, context: Context): Truth {
  const [low, high] = node.rexpr && 'List' in node.rexpr ? (node.rexpr.List.items ?? []) : []
  const above = truthOf(operate('>=', left, context.engine.value(low, context)))
  const below = truthOf(operate('<=', left, context.engine.value(high, context)))
  const inside = and([above, below])
  return node.kind === 'AEXPR_NOT_BETWEEN' ? not(inside) : inside
}

/** `op ANY (array)` and `op ALL (array)` */
function quantified(array: Value, test: (one: Value) => Value, join: (truths: Iterable<Truth>) => Truth): Truth {
  if (array === null) return null
  return Array.isArray(array) ? join(mapped(array, (one: Value) => truthOf(test(one)))) : unknown
}

function subLink(node: SubLink, context: Context): Value {
  if (!node.subselect || !('SelectStmt' in node.subselect)) return unknown
  const select: SelectStmt = node.subselect.SelectStmt
  const result = context.engine.query(select, context)
  switch (node.subLinkType) {
    case 'EXISTS_SUBLINK':
      return exists(result)
    case 'EXPR_SUBLINK':
      return scalar(result)
    case 'ARRAY_SUBLINK':
      return isCertain(result) ? mapped(result.rows, (row) => row.cells[0] ?? null) : unknown
    case 'ANY_SUBLINK': {
      const left = context.engine.value(node.testexpr, context)
      const name = node.operName ? qualifiedName(node.operName).name : '='
      return anyRow(result, (one) => truthOf(operate(name, left, one)))
    }
    default:
      return unknown
  }
}

/** Whether a query gives a row. */
export function exists(result: ResultSet): Truth {
  if (result.rows.some((row) => row.certain)) return true
  return result.complete && result.rows.length === 0 ? false : unknown
}

export function isCertain(result: ResultSet): boolean {
  return result.complete && result.rows.every((row) => row.certain)
}

function scalar(result: ResultSet): Value {
  return isCertain(result) ? (result.rows[0]?.cells[0] ?? null) : unknown
}

function anyRow(result: ResultSet, test: (value: Value) => Truth): Truth {
  const truths = mapped(result.rows, (row): Truth => {
    const truth = test(row.cells[0] ?? null)
    return row.certain || truth === false ? truth : unknown
  })
  return or(result.complete ? truths : [...truths, unknown])
}

function call(node: FuncCall, context: Context): Value {
  const name = qualifiedName(node.funcname)
  if (node.over) return unknown
  if (aggregateNames.has(name.name) && context.group !== null) return aggregated(node, name.name, context.group)
  const args = mapped(node.args ?? [], (arg) => context.engine.value(arg, context))
  if (node.func_variadic) return unknown
  const builtin = name.schema === null || name.schema === 'pg_catalog' ? builtinFunction(name.name) : undefined
  return builtin ? builtin(args, context.engine.session) : context.engine.call(node, args)
}

/** The name of each argument that is given by name; `null` for the others. */
export function argNames(args: readonly Node[] = []): readonly (string | null)[] {
  return mapped(args, (arg) => ('NamedArgExpr' in arg ? (arg.NamedArgExpr.name ?? null) : null))
}

function aggregated(node: FuncCall, name: string, group: readonly Context[] | 'incomplete'): Value {
  if (group === 'incomplete' || node.agg_filter) return unknown
  const ordered = node.agg_order?.length ? inOrder(group, node.agg_order) : group
  if (!ordered) return unknown
  const rows = mapped(ordered, (row) =>
    node.agg_star ? [] : mapped(node.args ?? [], (arg) => row.engine.value(arg, row)),
  )
  return found(aggregate(name, rows, node.agg_distinct ?? false))
}

/** The rows of an aggregate in the order that it asks for; `null` when that is not known. */
function inOrder(group: readonly Context[], order: readonly Node[]): readonly Context[] | null {
  const keyed = mapped(group, (row) => ({
    row,
    keys: mapped(order, (item) => ('SortBy' in item ? row.engine.value(item.SortBy.node, row) : unknown)),
  }))
  if (keyed.some(({ keys }) => keys.some((key) => !isKnown(key)))) return null
  const directions = mapped(order, (item) => 'SortBy' in item && item.SortBy.sortby_dir === 'SORTBY_DESC')
  return mapped(
    keyed.sort((a, b) => compareKeys(a.keys, b.keys, directions)),
    ({ row }) => row,
  )
}
