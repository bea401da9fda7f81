import type { Relation } from './objects.ts'
import type { Session } from './session.ts'

/** Whether a table may hold rows. On a database that the history made from nothing, only what the history put there is in it. */
export function mayHaveRows(session: Session, relation: Relation): boolean {
  if (session.everythingTainted || session.mayHaveRows === 'all') return true
  if (relation.kind !== 'table' && relation.kind !== 'partitioned table') return true
  if (relation.system || session.isTainted(relation.name) || session.mayHaveRows.has(relation)) return true
  for (const child of relation.children) if (mayHaveRows(session, child)) return true
  return false
}
