import type { ReturningClause } from '@migration-doctor/sql'
import type { Relation } from '../objects.ts'
import { NsItem, relationItem } from './namespace.ts'
import type { QueryState, ResultColumns } from './state.ts'
import { resolveUnknowns, targetList } from './target-list.ts'

/** RETURNING; since 18 also of the OLD and NEW row. `undefined` when there is none. */
export function returning(
  state: QueryState,
  clause: ReturningClause | undefined,
  relation: Relation | null,
): ResultColumns | undefined {
  if (!clause?.exprs?.length) return undefined
  if (state.session.pgVersion >= 18 || clause.options?.length) {
    for (const name of rowNames(clause)) {
      if (state.items.some((item) => item.alias === name)) continue
      const item = relation ? relationItem(relation, name) : new NsItem({ alias: name }, null)
      item.columnsVisible = false
      state.addItem(item)
    }
  }
  return state.in('returning', () => {
    const targets = targetList(state, clause.exprs)
    return targets && resolveUnknowns(state, targets)
  })
}

function rowNames(clause: ReturningClause): readonly string[] {
  const names = { old: 'old', new: 'new' }
  for (const item of clause.options ?? []) {
    if (!('ReturningOption' in item)) continue
    const { option, value } = item.ReturningOption
    if (option === 'RETURNING_OPTION_OLD') names.old = value ?? 'old'
    if (option === 'RETURNING_OPTION_NEW') names.new = value ?? 'new'
  }
  return [names.old, names.new]
}
