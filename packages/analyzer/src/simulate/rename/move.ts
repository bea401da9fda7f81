import { refOf } from '../depend.ts'
import type { Constraint, Relation } from '../objects.ts'
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

/** Gives a constraint another name. */
export function moveConstraint(session: Session, constraint: Constraint, to: string): void {
  const { store } = session
  const { owner } = constraint
  session.record('rename', refOf(constraint), `${owner.name}.${to}`)
  store.remove(owner.constraints, constraint.name)
  store.unnameConstraint(owner.schema, constraint)
  store.set(constraint, 'name', to)
  store.put(owner.constraints, to, constraint)
  store.nameConstraint(owner.schema, constraint)
}
