import type { Relation } from '../objects.ts'
import type { QueryState } from './state.ts'

/** May an unreadable statement have added a column of this name? */
export function mayHaveColumn(state: QueryState, column: string, relation: Relation | null): boolean {
  const { session } = state
  const may = session.isTainted(column) || relationsInSight(state, relation).some(({ name }) => session.isTainted(name))
  if (may) session.leaningOn = `an unreadable statement may have made column ${column}`
  return may
}

function relationsInSight(state: QueryState, relation: Relation | null): readonly Relation[] {
  if (relation) return [relation]
  const found: Relation[] = []
  for (let level: QueryState | null = state; level; level = level.parent) {
    for (const item of level.items) if (item.relation) found.push(item.relation)
  }
  return found
}
