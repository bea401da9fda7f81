import { type Node, type NodeOf, parseScript } from '@migration-doctor/sql'

/** A question that a program asks PostgreSQL's own tables, in a form that a catalog can answer. */
export interface CatalogQuestion {
  /** `information_schema.columns`, `pg_indexes`, … without `pg_catalog.` */
  readonly relation: string
  /** All must hold: column = one of these texts. */
  readonly conditions: ReadonlyMap<string, readonly string[]>
  readonly asks: 'rows' | 'exists' | 'count'
  /** Names of the result's columns and the columns they show; `null` for something else. */
  readonly targets: readonly { readonly name: string; readonly column: string | null }[]
}

/** `SELECT to_regclass('public.users') AS name`. */
export interface RegclassQuestion {
  readonly path: string
  readonly name: string
  /** The result says whether it is there, instead of its name. */
  readonly asBoolean: boolean
}

type Parameters = readonly (string | null | undefined)[]

/** Reads a query as a question to the catalog; `null` when it is another query or too involved. */
export function readQuestion(sql: string, parameters: Parameters): CatalogQuestion | RegclassQuestion | null {
  const select = onlySelect(sql)
  if (!select) return null
  const [target] = select.targetList ?? []
  const inner = target && 'ResTarget' in target ? target.ResTarget : undefined
  if (inner?.val && select.targetList?.length === 1 && !select.fromClause) {
    return existsQuestion(inner.val, inner.name, parameters) ?? regclassQuestion(inner.val, inner.name, parameters)
  }
  return rowsQuestion(select, parameters)
}

function onlySelect(sql: string): NodeOf<'SelectStmt'> | null {
  const { items } = parseScript(sql)
  const [only] = items
  if (items.length !== 1 || !only || !('statement' in only)) return null
  const { node } = only.statement
  return 'SelectStmt' in node ? node.SelectStmt : null
}

function existsQuestion(node: Node, name: string | undefined, parameters: Parameters): CatalogQuestion | null {
  if (!('SubLink' in node) || node.SubLink.subLinkType !== 'EXISTS_SUBLINK') return null
  const inner = node.SubLink.subselect
  if (!inner || !('SelectStmt' in inner)) return null
  const question = rowsQuestion(inner.SelectStmt, parameters)
  return question && { ...question, asks: 'exists', targets: [{ name: name ?? 'exists', column: null }] }
}

function regclassQuestion(node: Node, name: string | undefined, parameters: Parameters): RegclassQuestion | null {
  if ('NullTest' in node) {
    const { arg, nulltesttype } = node.NullTest
    const inner = arg && nulltesttype === 'IS_NOT_NULL' ? regclassQuestion(arg, name, parameters) : null
    return inner && { ...inner, name: name ?? '?column?', asBoolean: true }
  }
  if ('TypeCast' in node) return node.TypeCast.arg ? regclassQuestion(node.TypeCast.arg, name, parameters) : null
  if (!('FuncCall' in node) || lastName(node.FuncCall.funcname) !== 'to_regclass') return null
  const [argument] = node.FuncCall.args ?? []
  const path = argument ? textOf(argument, parameters) : null
  return path === null ? null : { path, name: name ?? 'to_regclass', asBoolean: false }
}

function rowsQuestion(select: NodeOf<'SelectStmt'>, parameters: Parameters): CatalogQuestion | null {
  const relation = onlyRelation(select)
  const conditions = new Map<string, readonly string[]>()
  if (!relation || !isPlain(select) || !readConditions(select.whereClause, parameters, conditions)) return null
  const targets = (select.targetList ?? []).map(targetOf)
  const counts = targets.length === 1 && isCount(select.targetList?.[0])
  return { relation, conditions, asks: counts ? 'count' : 'rows', targets }
}

function isPlain(select: NodeOf<'SelectStmt'>): boolean {
  return !select.groupClause && !select.havingClause && !select.withClause && !select.larg && !select.limitOffset
}

function onlyRelation({ fromClause }: NodeOf<'SelectStmt'>): string | null {
  const [from] = fromClause ?? []
  if (fromClause?.length !== 1 || !from || !('RangeVar' in from)) return null
  const { schemaname, relname } = from.RangeVar
  if (!relname) return null
  if (schemaname === 'information_schema') return `information_schema.${relname}`
  return (schemaname ?? 'pg_catalog') === 'pg_catalog' && relname.startsWith('pg_') ? relname : null
}

function isCount(target: Node | undefined): boolean {
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  const call = value && 'TypeCast' in value ? value.TypeCast.arg : value
  return call !== undefined && 'FuncCall' in call && lastName(call.FuncCall.funcname) === 'count'
}

function targetOf(target: Node): { name: string; column: string | null } {
  const inner = 'ResTarget' in target ? target.ResTarget : undefined
  const value = inner?.val && 'TypeCast' in inner.val ? inner.val.TypeCast.arg : inner?.val
  const column = value ? columnOf(value) : null
  const call = value && 'FuncCall' in value ? lastName(value.FuncCall.funcname) : null
  return { name: inner?.name ?? column ?? call ?? '?column?', column }
}

/** `a = 'x' AND b IN ('y', 'z')`: all of it, or nothing. */
function readConditions(node: Node | undefined, parameters: Parameters, into: Map<string, readonly string[]>): boolean {
  if (!node) return true
  if ('BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr
    return boolop === 'AND_EXPR' && (args ?? []).every((one) => readConditions(one, parameters, into))
  }
  if (!('A_Expr' in node)) return false
  const { kind, name, lexpr, rexpr } = node.A_Expr
  if (!lexpr || !rexpr || lastName(name) !== '=' || (kind !== 'AEXPR_OP' && kind !== 'AEXPR_IN')) return false
  return equation(lexpr, rexpr, parameters, into) || equation(rexpr, lexpr, parameters, into)
}

function equation(left: Node, right: Node, parameters: Parameters, into: Map<string, readonly string[]>): boolean {
  const column = columnOf('TypeCast' in left && left.TypeCast.arg ? left.TypeCast.arg : left)
  const nodes = 'List' in right ? (right.List.items ?? []) : [right]
  const texts = nodes.map((one) => textOf(one, parameters))
  const known = texts.filter((text) => text !== null)
  if (column === null || known.length < texts.length || into.has(column)) return false
  into.set(column, known)
  return true
}

function columnOf(node: Node): string | null {
  if (!('ColumnRef' in node)) return null
  const last = node.ColumnRef.fields?.at(-1)
  return last && 'String' in last ? (last.String.sval ?? null) : last && 'A_Star' in last ? '*' : null
}

/** What `current_schema()` stands for until the catalog says it. */
export const currentSchema = '\u0000current_schema'

function textOf(node: Node, parameters: Parameters): string | null {
  if ('TypeCast' in node) return node.TypeCast.arg ? textOf(node.TypeCast.arg, parameters) : null
  if ('A_Const' in node) {
    const { sval, ival, boolval } = node.A_Const
    if (sval) return sval.sval ?? ''
    if (ival) return String(ival.ival ?? 0)
    return boolval ? String(boolval.boolval ?? false) : null
  }
  if ('ParamRef' in node) return parameters[(node.ParamRef.number ?? 0) - 1] ?? null
  if ('FuncCall' in node && lastName(node.FuncCall.funcname) === 'current_schema') return currentSchema
  const isCurrent = 'SQLValueFunction' in node && node.SQLValueFunction.op === 'SVFOP_CURRENT_SCHEMA'
  return isCurrent ? currentSchema : null
}

function lastName(names: readonly Node[] | undefined): string | null {
  const last = names?.at(-1)
  return last && 'String' in last ? (last.String.sval ?? null) : null
}
