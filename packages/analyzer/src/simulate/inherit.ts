import type { CreateStmt } from '@migration-doctor/sql'
import type { PartitionBound } from './bound.ts'
import { addColumn } from './columns.ts'
import { inheritCheck } from './constraints/check.ts'
import { inheritForeignKey } from './constraints/foreign-key.ts'
import { passesOn } from './constraints/not-null.ts'
import { copyIndexTo } from './index-copies.ts'
import { requireRelation } from './names.ts'
import type { Column, Constraint, Relation } from './objects.ts'
import { readBound, refuseOverlap } from './partition-bound.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { cloneTriggers } from './trigger-clones.ts'
import { sameUse } from './types.ts'

/** `INHERITS (…)` and `PARTITION OF`: takes over columns and checks, and lets the child follow its parents. */
export function inheritFrom(session: Session, relation: Relation, node: CreateStmt): void {
  for (const item of node.inhRelations ?? []) {
    if (!('RangeVar' in item)) continue
    const parent = requireRelation(session, item.RangeVar)
    if (node.partbound && parent.kind !== 'partitioned table')
      throw new Refusal('42P17', `"${parent.name}" is not partitioned`)
    link(session, relation, parent, node.partbound ? 'auto' : 'normal')
    for (const column of parent.columns.values()) takeOver(session, relation, column)
    for (const constraint of parent.constraints.values()) {
      if (constraint.type === 'check' && !constraint.noInherit) inheritValid(session, relation, constraint)
    }
    if (node.partbound) {
      const bound = readBound(session, parent, node.partbound)
      refuseOverlap(parent, relation.name, bound)
      becomePartition(session, relation, parent, bound)
    }
  }
}

/** A new table has no rows that could break the check. */
function inheritValid(session: Session, relation: Relation, parent: Constraint): void {
  inheritCheck(session, relation, parent)
  const own = relation.constraints.get(parent.name)
  if (own) session.store.set(own, 'validated', true)
}

/** What `MergeAttributes` asks of the parents, before the new table's own name is looked at. */
export function refuseWrongParents(session: Session, node: CreateStmt, persistence: Relation['persistence']): void {
  const parents = (node.inhRelations ?? []).flatMap((item) =>
    'RangeVar' in item ? [requireRelation(session, item.RangeVar)] : [],
  )
  const twice = parents.find((parent, at) => parents.indexOf(parent) !== at)
  if (twice) throw new Refusal('42P07', `relation "${twice.name}" would be inherited from more than once`)
  for (const parent of parents) {
    refuseWrongParent(parent, node)
    if (!node.partbound) refuseTemporaryParent({ persistence }, parent)
  }
}

function refuseWrongParent(parent: Relation, node: CreateStmt): void {
  if (!node.partbound && parent.kind === 'partitioned table') {
    throw new Refusal('42809', `cannot inherit from partitioned table "${parent.name}"`)
  }
  if (!node.partbound && parent.partition) throw new Refusal('42809', `cannot inherit from partition "${parent.name}"`)
  if (!['table', 'partitioned table', 'foreign table'].includes(parent.kind)) {
    throw new Refusal('42809', `inherited relation "${parent.name}" is not a table or foreign table`)
  }
}

/** What stays cannot inherit from what goes. */
export function refuseTemporaryParent(child: Pick<Relation, 'persistence'>, parent: Relation): void {
  if (parent.persistence === 'temporary' && child.persistence !== 'temporary')
    throw new Refusal('42809', `cannot inherit from temporary relation "${parent.name}"`)
}

/** Makes `child` a child of `parent`; `auto` when dropping the parent takes it along. */
export function link(session: Session, child: Relation, parent: Relation, type: 'auto' | 'normal'): void {
  session.store.add(parent.children, child)
  session.store.add(child.parents, parent)
  session.store.depend(child, parent, type)
}

export function unlink(session: Session, child: Relation, parent: Relation): void {
  session.store.drop(parent.children, child)
  session.store.drop(child.parents, parent)
  session.store.undepend(child, (edge) => edge.to === parent)
}

function takeOver(session: Session, relation: Relation, from: Column): void {
  const { store } = session
  const own = relation.columns.get(from.name)
  if (own) {
    if (!sameUse(own.type, from.type)) {
      throw new Refusal('42804', `inherited column "${from.name}" has a type conflict`)
    }
    store.set(own, 'inherited', own.inherited + 1)
    if (passesOn(from)) store.set(own, 'notNull', true)
    return
  }
  const column = addColumn(session, relation, from)
  if (!passesOn(from)) store.set(column, 'notNull', false)
  store.set(column, 'inherited', 1)
  store.set(column, 'local', false)
  if (from.generated) store.set(column, 'generated', from.generated)
  if (from.relation.kind === 'partitioned table' && session.pgVersion >= 17)
    store.set(column, 'identity', from.identity)
  if (from.default) copyDefault(session, column, from)
}

/** Gives a column the default of another one. */
export function copyDefault(session: Session, column: Column, from: Column): void {
  const value = session.store.newDefault(column, from.default?.text ?? null, from.default?.valueType ?? null)
  value.expression = from.default?.expression ?? null
  value.kept = from.default?.kept?.over(from.relation, column.relation) ?? null
  for (const edge of from.default?.dependencies ?? []) {
    if (edge.to.class !== 'column') session.store.depend(value, edge.to, edge.type)
  }
}

/** Makes `relation` a partition: it gets its parent's indexes and keys. */
export function becomePartition(session: Session, relation: Relation, parent: Relation, bound: PartitionBound): void {
  session.store.set(relation, 'partition', { parent, bound })
  for (const index of parent.indexes) {
    copyIndexTo(session, relation, index)
  }
  for (const constraint of parent.constraints.values()) {
    if (constraint.type === 'foreign key') inheritForeignKey(session, relation, constraint)
  }
  cloneTriggers(session, parent, relation)
}
