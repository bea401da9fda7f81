import type { Relation } from './objects.ts'
import type { Uses } from './query/uses.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** Nobody can read a view that is made from itself: PostgreSQL notices when it puts the view's query in its place. */
export function refuseRecursiveViews(session: Session, { columns, entities }: Uses): void {
  if (!session.mayHaveRecursiveViews) return
  const used = new Set<Relation>()
  for (const entity of entities) if (entity.class === 'relation') used.add(entity)
  for (const { relation } of columns) used.add(relation)
  for (const view of used) {
    if (!isRecursive(view)) continue
    throw new Refusal('42P17', `infinite recursion detected in rules for relation "${view.name}"`)
  }
}

/** Whether putting queries in the places of views, from this one on, would never end. */
export function isRecursive(view: Relation, open: ReadonlySet<Relation> = new Set()): boolean {
  if (view.kind !== 'view') return false
  if (open.has(view)) return true
  const inside = new Set([...open, view])
  const used = [...(view.dependencies ?? [])].flatMap(({ to }) =>
    to.class === 'column' ? [to.relation] : to.class === 'relation' ? [to] : [],
  )
  return [...new Set(used)].some((one) => isRecursive(one, inside))
}
