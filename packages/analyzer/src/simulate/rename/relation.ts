import type { Relation } from '../objects.ts'
import type { Session } from '../session.ts'

/** Gives a relation another name, its row type with it. */
export function renameRelation(session: Session, relation: Relation, name: string): void {
  const { store } = session
  const { schema } = relation
  session.record('rename', { kind: relation.kind, schema: schema.name, name: relation.name }, name)
  store.remove(schema.relations, relation.name)
  store.set(relation, 'name', name)
  store.put(schema.relations, name, relation)
}
