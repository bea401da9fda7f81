import type { A_Indirection, Node } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import { shownType } from '../types.ts'
import { projectField, rowRelation } from './composite.ts'
import { makeExpr } from './expression.ts'
import { followIndirection } from './indirection.ts'
import { outputColumns } from './outputs.ts'
import type { QueryState, ResultColumn } from './state.ts'

/** `(row).*`: the columns of a composite value; `null` when they cannot be known. */
export function projectRow(
  state: QueryState,
  node: A_Indirection,
  steps: readonly Node[],
): readonly ResultColumn[] | null {
  const start = node.arg ? state.expr(node.arg) : makeExpr('other', null)
  const value = followIndirection(state, start, steps)
  if (value.type === null) return null
  const outputs = outputColumns(state, value)
  if (outputs)
    return mapped(outputs, ({ name, type }) => ({
      name,
      expr: makeExpr('other', type, { mark: `.${name}`, parts: [value] }),
    }))
  const relation = rowRelation(value.type)
  if (relation) {
    if (relation.opaqueColumns) return null
    return [...relation.columns.keys()].map((name) => ({ name, expr: projectField(state, value, name, value.at) }))
  }
  const item = value.kind === 'column' && value.source?.wholeRow ? value.source.item : null
  if (item?.columns)
    return mapped(item.columns, ({ name }) => ({ name, expr: projectField(state, value, name, value.at) }))
  if (value.type === state.world.core('record')) return null
  throw new Refusal('42809', `type ${shownType(value.type)} is not composite`, { at: value.at })
}
