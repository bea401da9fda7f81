import type { A_Const, FuncCall, Node } from '@migration-doctor/sql'
import { qualifiedName } from '../names.ts'

/** One text for expressions that PostgreSQL would store alike, as far as their trees say: places and casts of constants left out. */
export function canonical(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => (places.has(key) ? undefined : simpler(value)))
}

/** The columns that an expression names. */
export function columnsIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>()
  JSON.stringify(node, (_key, value: unknown) => {
    if (isNode(value) && 'ColumnRef' in value) names.add(qualifiedName(value.ColumnRef.fields).name)
    return value
  })
  return names
}

/** Whether the expression is NULL, cast or not. */
export function isNull(node: Node): boolean {
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && isNull(node.TypeCast.arg)
  return 'A_Const' in node && (node.A_Const.isnull ?? false)
}

const places: ReadonlySet<string> = new Set(['location', 'name_location', 'funcformat', 'list_start', 'list_end'])

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function simpler(value: unknown): unknown {
  if (!isNode(value)) return value
  if ('TypeCast' in value && value.TypeCast.arg && 'A_Const' in value.TypeCast.arg) return simpler(value.TypeCast.arg)
  if ('A_Const' in value) return { text: constantText(value.A_Const) }
  if ('SQLValueFunction' in value && value.SQLValueFunction.op === 'SVFOP_CURRENT_TIMESTAMP') return { call: 'now' }
  if (!('FuncCall' in value)) return value
  const { name } = qualifiedName(value.FuncCall.funcname)
  return name === 'nextval' || isBareCall(value.FuncCall) ? { call: name } : value
}

function isBareCall({ args, agg_filter, over }: FuncCall): boolean {
  return !args?.length && !agg_filter && !over
}

function constantText(value: A_Const): string | null {
  if (value.isnull) return null
  if (value.boolval) return String(value.boolval.boolval ?? false)
  if (value.ival) return String(value.ival.ival ?? 0)
  return value.sval?.sval ?? value.fval?.fval ?? value.bsval?.bsval ?? ''
}

/** An expression in words short enough for a sentence; `null` when it is more than a constant or a call. */
export function expressionWords(node: Node): string | null {
  if ('TypeCast' in node) return node.TypeCast.arg ? expressionWords(node.TypeCast.arg) : null
  if ('SQLValueFunction' in node)
    return node.SQLValueFunction.op === 'SVFOP_CURRENT_TIMESTAMP' ? 'CURRENT_TIMESTAMP' : null
  if ('FuncCall' in node)
    return `${qualifiedName(node.FuncCall.funcname).name}(${node.FuncCall.args?.length ? '…' : ''})`
  if (!('A_Const' in node)) return null
  const text = constantText(node.A_Const)
  return node.A_Const.sval ? `'${text}'` : (text ?? 'NULL')
}
