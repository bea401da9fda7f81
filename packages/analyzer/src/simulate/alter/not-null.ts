import { inheritNotNull, namesNotNulls, setNotNull } from '../constraints/not-null.ts'
import { dropAll } from '../depend.ts'
import type { Column, Constraint, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { type Action, columnOf } from './action.ts'

/** `SET NOT NULL` and `DROP NOT NULL`. */
export function notNull(action: Action, value: boolean): void {
  const { session, relation, recurse } = action
  const column = columnOf(action)
  if (!namesNotNulls(session, relation)) mark(action, column, value)
  else if (value) setNotNull(session, column, recurse)
  else if (column.notNull) dropOf(session, column, recurse)
}

/** Before version 18. */
function mark({ session, relation, command, recurse, cascade }: Action, column: Column, value: boolean): void {
  if (!value) refuseNullable(relation, column)
  if (!value && !recurse && relation.kind === 'partitioned table' && relation.children.size > 0)
    throw new Refusal('42P16', 'cannot remove constraint from only the partitioned table when partitions exist')
  if (value && !recurse && relation.kind === 'partitioned table' && !column.notNull)
    refuseNullableBelow(relation, column.name)
  session.store.set(column, 'notNull', value)
  if (!recurse) return
  for (const child of relation.children) {
    if (child.columns.has(column.name)) notNull({ session, relation: child, command, cascade, recurse }, value)
  }
}

/** Before version 18: of only a partitioned table, it has to be there in the partitions already. */
function refuseNullableBelow({ children }: Relation, name: string): void {
  for (const child of children) {
    if (!child.columns.get(name)?.notNull) throw new Refusal('42P16', 'constraint must be added to child tables too')
    refuseNullableBelow(child, name)
  }
}

function refuseNullable(relation: Relation, column: Column): void {
  refuseInPartition(relation, column)
  refuseIdentity(column, '42601')
  refuseInKey(column)
}

function refuseInPartition({ partition }: Relation, column: Column): void {
  if (partition?.parent.columns.get(column.name)?.notNull)
    throw new Refusal('42P16', `column "${column.name}" is marked NOT NULL in parent table`)
}

function refuseIdentity({ identity, name, relation }: Column, sqlstate: string): void {
  if (identity) throw new Refusal(sqlstate, `column "${name}" of relation "${relation.name}" is an identity column`)
}

function refuseInKey(column: Column): void {
  for (const { index } of column.relation.indexes) {
    if (!index?.keys.some((key) => key.column === column)) continue
    if (index.primary) throw new Refusal('42P16', `column "${column.name}" is in a primary key`)
    if (index.replicaIdentity)
      throw new Refusal('42P16', `column "${column.name}" is in index used as replica identity`)
  }
}

function dropOf(session: Session, column: Column, recurse: boolean): void {
  refuseIdentity(column, '42601')
  refuseInPartition(column.relation, column)
  const own = column.notNullConstraint
  if (own) dropNotNull(session, own, { recurse, recursing: false })
  else session.store.set(column, 'notNull', false)
}

interface Walk {
  readonly recurse: boolean
  readonly recursing: boolean
}

/** Drops the constraint, by whatever name, with what children have of it. */
export function dropNotNull(session: Session, constraint: Constraint, walk: Walk): void {
  const [column] = constraint.columns
  if (!column) return
  const { relation } = column
  if (constraint.inherited > 0 && !walk.recursing)
    throw new Refusal('42P16', `cannot drop inherited constraint "${constraint.name}" of relation "${relation.name}"`)
  refuseInKey(column)
  refuseIdentity(column, '55000')
  const children = constraint.noInherit ? [] : [...relation.children]
  dropAll(session, [constraint], false)
  for (const child of children) {
    const own = child.columns.get(column.name)?.notNullConstraint
    if (own) disinherit(session, own, walk.recurse)
  }
}

function disinherit(session: Session, own: Constraint, recurse: boolean): void {
  if (recurse && own.inherited === 1 && !own.local) dropNotNull(session, own, { recurse, recursing: true })
  else loseParent(session, own, !recurse)
}

/** One parent less demands it; with none left it is the child's own, when it stays. */
function loseParent({ store }: Session, own: Constraint, stays: boolean): void {
  if (own.inherited === 0) return
  store.set(own, 'inherited', own.inherited - 1)
  if (stays && own.inherited === 0) store.set(own, 'local', true)
}

/** `ALTER CONSTRAINT … [NO] INHERIT`. */
export function alterInheritance(session: Session, constraint: Constraint, noInherit: boolean): void {
  const [column] = constraint.columns
  if (!column || constraint.noInherit === noInherit) return
  session.store.set(constraint, 'noInherit', noInherit)
  for (const child of column.relation.children) {
    const own = child.columns.get(column.name)
    if (!own) continue
    const inherited = own.notNullConstraint
    if (!noInherit) inheritNotNull(session, own, constraint)
    else if (inherited) {
      session.store.set(inherited, 'inherited', Math.max(0, inherited.inherited - 1))
      session.store.set(inherited, 'local', true)
    }
  }
}
