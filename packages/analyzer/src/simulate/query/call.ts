import type { FuncCall, Node, WindowDef } from '@migration-doctor/sql'
import { filtered, flatMapped, mapped } from '../mapped.ts'
import { qualifiedName } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { coerceToBoolean } from './coerce.ts'
import type { Expr } from './expression.ts'
import { functionCall } from './function.ts'
import { requireOrdering } from './ordering.ts'
import type { QueryState } from './state.ts'

/** `transformFuncCall`. */
export function transformCall(state: QueryState, written: FuncCall): Expr {
  const node = asOlderMajorsCall(state, written)
  const { args, argNames } = argumentsOf(state, node)
  const sorted = sortArguments(state, node.agg_order)
  const filter = node.agg_filter ? filterOf(state, node.agg_filter) : null
  const result = functionCall(state, {
    node,
    args: node.agg_within_group ? [...args, ...sorted] : args,
    argNames: node.agg_within_group ? [...argNames, ...mapped(sorted, () => null)] : argNames,
    filter,
  })
  if (node.over) openWindow(state, node.over)
  if (!node.agg_within_group && node.agg_distinct) for (const arg of args) requireOrdering(state, arg)
  return result
}

export function filterOf(state: QueryState, node: Node): Expr {
  return state.in('filter', () => {
    const filter = state.expr(node)
    coerceToBoolean(state, filter, 'FILTER')
    return filter
  })
}

/** Functions behind SQL's own syntax that had another name in older majors. */
const olderNames: readonly { readonly name: string; readonly older: string; readonly since: number }[] = [
  { name: 'extract', older: 'date_part', since: 14 },
  { name: 'similar_to_escape', older: 'similar_escape', since: 13 },
]

function asOlderMajorsCall(state: QueryState, node: FuncCall): FuncCall {
  const { schema, name } = qualifiedName(node.funcname)
  if (schema !== 'pg_catalog') return node
  const renamed = olderNames.find((one) => one.name === name && state.session.pgVersion < one.since)
  if (!renamed) return node
  const funcname = mapped([schema, renamed.older], (sval) => ({ String: { sval } }))
  if (name !== 'similar_to_escape' || (node.args?.length ?? 0) > 1) return { ...node, funcname }
  return { ...node, funcname, args: [...(node.args ?? []), { A_Const: { isnull: true } }] }
}

function argumentsOf(
  state: QueryState,
  node: FuncCall,
): { args: readonly Expr[]; argNames: readonly (string | null)[] } {
  const args: Expr[] = []
  const argNames: (string | null)[] = []
  for (const arg of node.args ?? []) {
    const name = 'NamedArgExpr' in arg ? (arg.NamedArgExpr.name ?? '') : null
    refuseArgumentOrder(node, argNames, name)
    argNames.push(name)
    args.push(state.expr(arg))
  }
  return { args, argNames }
}

function refuseArgumentOrder(node: FuncCall, before: readonly (string | null)[], name: string | null): void {
  const at = node.location
  if (name === null && before.some((other) => other !== null)) {
    throw new Refusal('42601', 'positional argument cannot follow named argument', { at })
  }
  if (name !== null && before.includes(name)) {
    throw new Refusal('42601', `argument name "${name}" used more than once`, { at })
  }
}

function sortArguments(state: QueryState, order: readonly Node[] | undefined): readonly Expr[] {
  return mapped(order ?? [], (item) => {
    const expr = state.expr('SortBy' in item ? (item.SortBy.node ?? item) : item)
    requireOrdering(state, expr)
    return expr
  })
}

/** The window of a call; what it is partitioned and ordered by is analysed later. */
export function openWindow(state: QueryState, node: WindowDef): void {
  const isReference = node.name && !node.partitionClause && !node.orderClause
  if (isReference) requireWindow(state, node.name, node.location)
  else state.windowDefinitions.push(node)
}

function requireWindow(state: QueryState, name: string | undefined, at: number | undefined): void {
  if (name && !state.windows.has(name)) throw new Refusal('42704', `window "${name}" does not exist`, { at })
}

/** `transformWindowDefinitions`: the expressions of all windows. */
export function windowExpressions(state: QueryState, clause: readonly Node[] | undefined): readonly Expr[] {
  const named = flatMapped(clause ?? [], (item) => ('WindowDef' in item ? [item.WindowDef] : []))
  return [...named, ...state.windowDefinitions].flatMap((definition) => windowExpression(state, definition))
}

function windowExpression(state: QueryState, node: WindowDef): readonly Expr[] {
  requireWindow(state, node.refname, node.location)
  const partitions = state.in('window partition', () => sortArguments(state, node.partitionClause))
  const order = state.in('window order', () => sortArguments(state, node.orderClause))
  state.in('window frame', () =>
    state.exprs(filtered([node.startOffset, node.endOffset], (offset) => offset !== undefined)),
  )
  return [...partitions, ...order]
}
