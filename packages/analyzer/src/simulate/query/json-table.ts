import type { JsonTable, Node } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { typeNamed } from './cast.ts'
import { NsItem } from './namespace.ts'
import type { QueryState } from './state.ts'

interface Draft {
  readonly name: string
  readonly type: Type | null
  readonly modifiers: readonly number[]
  readonly column: null
}

/** `JSON_TABLE (…)`. */
export function jsonTableItem(state: QueryState, node: JsonTable): NsItem {
  if (state.session.pgVersion < 17) throw new Refusal('42601', 'syntax error', { at: node.location })
  const before = state.lateralActive
  state.lateralActive = true
  try {
    if (node.context_item?.raw_expr) state.expr(node.context_item.raw_expr)
    for (const item of node.passing ?? []) {
      if ('JsonArgument' in item && item.JsonArgument.val?.raw_expr) state.expr(item.JsonArgument.val.raw_expr)
    }
    const names = (node.alias?.colnames ?? []).map(stringOf)
    const columns = tableColumns(state, node.columns).map((column, at) => ({
      ...column,
      name: names[at] ?? column.name,
    }))
    return new NsItem({ alias: node.alias?.aliasname ?? 'json_table' }, columns)
  } finally {
    state.lateralActive = before
  }
}

function tableColumns(state: QueryState, nodes: readonly Node[] | undefined): readonly Draft[] {
  return (nodes ?? []).flatMap((node): readonly Draft[] => {
    if (!('JsonTableColumn' in node)) return []
    const column = node.JsonTableColumn
    if (column.coltype === 'JTC_NESTED') return tableColumns(state, column.columns)
    const use =
      column.coltype === 'JTC_FOR_ORDINALITY'
        ? { type: state.world.core('int4'), modifiers: [] }
        : typeNamed(state, column.typeName)
    return [{ name: column.name ?? '', type: use?.type ?? null, modifiers: use?.modifiers ?? [], column: null }]
  })
}
