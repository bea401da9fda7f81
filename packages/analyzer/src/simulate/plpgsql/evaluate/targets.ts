import type { Node, SelectStmt } from '@migration-doctor/sql'
import { filtered, flatMapped, mapped } from '../../mapped.ts'
import { stringOf } from '../../names.ts'
import type { Value } from '../value.ts'
import { aggregateNames } from './aggregates.ts'
import type { Context } from './context.ts'
import { setOf } from './sources.ts'

/** Names of the columns that a SELECT gives. */
export function targetNames(select: SelectStmt, context: Context | null): readonly string[] {
  return flatMapped(select.targetList ?? [], (item): readonly string[] => {
    if (!('ResTarget' in item)) return ['?column?']
    const { name, val } = item.ResTarget
    if (name !== undefined) return [name]
    if (!val) return ['?column?']
    const star = starSources(val, context)
    return star ? flatMapped(star, (source) => source.columns) : [impliedName(val)]
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
  return filtered(context?.sources ?? [], (source) => alias === null || source.alias === alias)
}

/** One row, or several when a target gives a set. */
export function targetRows(select: SelectStmt, context: Context): readonly (readonly Value[])[] {
  let sets: { at: number; values: readonly Value[] } | null = null
  const cells: Value[] = []
  for (const item of select.targetList ?? []) {
    const val = 'ResTarget' in item ? item.ResTarget.val : undefined
    const star = val ? starSources(val, context) : null
    if (star) for (const source of star) cells.push(...mapped(source.columns, (column) => source.cell(column)))
    else {
      const set = val ? setTarget(val, context) : null
      if (set) sets = { at: cells.length, values: set }
      cells.push(set ? null : context.engine.value(val, context))
    }
  }
  const expanded = sets
  return expanded ? mapped(expanded.values, (value) => cells.with(expanded.at, value)) : [cells]
}

function setTarget(node: Node, context: Context): readonly Value[] | null {
  if (!('FuncCall' in node)) return null
  const name = stringOf(node.FuncCall.funcname?.at(-1))
  if (name !== 'unnest' && name !== 'generate_series') return null
  return setOf(
    name,
    mapped(node.FuncCall.args ?? [], (arg) => context.engine.value(arg, context)),
  )
}

/** Whether a SELECT without GROUP BY gives one row all the same. */
export function hasAggregate(select: SelectStmt): boolean {
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
