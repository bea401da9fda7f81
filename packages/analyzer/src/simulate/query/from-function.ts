import type { Alias, ColumnDef, Node, RangeFunction, RangeTableFunc } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType } from '../types.ts'
import { typeNamed } from './cast.ts'
import { coerceToSpecific } from './coerce.ts'
import type { Expr } from './expression.ts'
import { NsItem } from './namespace.ts'
import { onlyOutput, outputColumns } from './outputs.ts'
import type { QueryState } from './state.ts'
import { figureName } from './target-name.ts'

interface Draft {
  readonly name: string
  readonly type: Type | null
  readonly modifiers: readonly number[]
  readonly column: null
}

const draft = (name: string, type: Type | null, modifiers: readonly number[] = []): Draft => ({
  name,
  type,
  modifiers,
  column: null,
})

/** A function, or `ROWS FROM (…)`, in FROM. Its arguments see the items before it. */
export function functionItem(state: QueryState, node: RangeFunction): NsItem {
  const before = state.lateralActive
  state.lateralActive = true
  try {
    return state.in('from function', () => scanFunctions(state, node))
  } finally {
    state.lateralActive = before
  }
}

function scanFunctions(state: QueryState, node: RangeFunction): NsItem {
  const columns: Draft[] = []
  let isOpaque = false
  let rowType: Type | null = null
  const calls = (node.functions ?? []).flatMap((item) => ('List' in item ? separateUnnest(item.List.items ?? []) : []))
  const name = node.alias?.aliasname ?? firstName(calls)
  for (const [call, definitions] of calls) {
    if (!call) continue
    const list = definitions && 'List' in definitions ? definitions.List.items : node.coldeflist
    const result = state.expr(call)
    const found = columnsOf(state, { call, result, list, name: calls.length === 1 ? name : null })
    if (found === null) isOpaque = true
    else columns.push(...found.columns)
    if (calls.length === 1 && found && !node.ordinality) rowType = found.rowType
  }
  if (node.ordinality) columns.push(draft('ordinality', state.world.core('int8')))
  if (isOpaque) return new NsItem({ alias: name }, null)
  refuseTooMany(node.alias, name, columns.length)
  return new NsItem({ alias: name, rowType }, renamed(columns, node.alias))
}

/** `unnest(a, b)` in FROM is one unnest beside another. */
function separateUnnest(item: readonly Node[]): readonly (readonly Node[])[] {
  const [call, ...rest] = item
  if (!call || !('FuncCall' in call) || rest.some((node) => Object.keys(node).length > 0)) return [item]
  const { funcname, args } = call.FuncCall
  if (stringOf(funcname?.at(-1)) !== 'unnest' || (args?.length ?? 0) < 2 || call.FuncCall.func_variadic) return [item]
  return (args ?? []).map((arg) => [{ FuncCall: { ...call.FuncCall, args: [arg] } }])
}

function refuseTooMany(alias: Alias | undefined, name: string, available: number): void {
  const given = alias?.colnames?.length ?? 0
  if (given <= available) return
  throw new Refusal('42P10', `table "${name}" has ${available} columns available but ${given} columns specified`)
}

function renamed(columns: readonly Draft[], alias: Alias | undefined): readonly Draft[] {
  const names = (alias?.colnames ?? []).map(stringOf)
  return columns.map((column, at) => ({ ...column, name: names[at] ?? column.name }))
}

function firstName(calls: readonly (readonly Node[])[]): string {
  const first = calls[0]?.[0]
  return first ? figureName(first) : ''
}

interface Scanned {
  readonly call: Node
  readonly result: Expr
  readonly list: readonly Node[] | undefined
  /** The item's name when it is the only function: what a scalar's column is called. */
  readonly name: string | null
}

function columnsOf(state: QueryState, scanned: Scanned): { columns: readonly Draft[]; rowType: Type | null } | null {
  const { call, result, list, name } = scanned
  const record = state.world.core('record')
  if (list?.length) {
    if (result.type && result.type !== record && !isOut(state, call, result)) {
      throw new Refusal('42601', 'a column definition list is only allowed for functions returning "record"')
    }
    return { columns: list.map((item) => defined(state, 'ColumnDef' in item ? item.ColumnDef : {})), rowType: null }
  }
  if (result.type === null) return null
  const outputs = outputColumns(state, result)
  if (outputs) return { columns: outputs.map(({ name: out, type }) => draft(out, type)), rowType: record }
  const row = baseType(result.type).relation
  if (row) {
    if (row.opaqueColumns) return null
    const columns = [...row.columns.values()].map((column) =>
      draft(column.name, column.type.type, column.type.modifiers),
    )
    return { columns, rowType: result.type }
  }
  if (result.type === record) {
    if (result.kind !== 'call' || !('FuncCall' in call)) return null
    throw new Refusal('42601', 'a column definition list is required for functions returning "record"', {
      at: call.FuncCall.location,
    })
  }
  const named = onlyOutput(result) ?? name ?? figureName(call)
  return { columns: [draft(named, result.type, result.modifiers)], rowType: result.type }
}

const isOut = (state: QueryState, _call: Node, result: Expr): boolean => result.type === state.world.core('_record')

function defined(state: QueryState, node: ColumnDef): Draft {
  const use = typeNamed(state, node.typeName)
  return draft(node.colname ?? '', use?.type ?? null, use?.modifiers ?? [])
}

/** `XMLTABLE`. */
export function tableFunctionItem(state: QueryState, node: RangeTableFunc): NsItem {
  const before = state.lateralActive
  state.lateralActive = true
  try {
    const xml = state.world.core('xml')
    if (node.docexpr) coerceToSpecific(state, state.expr(node.docexpr), xml, 'XMLTABLE')
    if (node.rowexpr) coerceToSpecific(state, state.expr(node.rowexpr), state.world.core('text'), 'XMLTABLE')
    const columns = (node.columns ?? []).flatMap((item) =>
      'RangeTableFuncCol' in item ? [item.RangeTableFuncCol] : [],
    )
    const drafts = columns.map((column) => {
      if (column.colexpr) state.expr(column.colexpr)
      if (column.coldefexpr) state.expr(column.coldefexpr)
      const use = column.for_ordinality
        ? { type: state.world.core('int4'), modifiers: [] }
        : typeNamed(state, column.typeName)
      return draft(column.colname ?? '', use?.type ?? null, use?.modifiers ?? [])
    })
    return new NsItem({ alias: node.alias?.aliasname ?? 'xmltable' }, renamed(drafts, node.alias))
  } finally {
    state.lateralActive = before
  }
}
