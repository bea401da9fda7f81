import type { AlterTableCmd, PartitionCmd } from '@migration-doctor/sql'
import { inheritCheck } from '../constraints/check.ts'
import { becomePartition, link, unlink } from '../inherit.ts'
import { requireRelation } from '../names.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import type { Action } from './action.ts'

function parentOf(session: Session, { def }: AlterTableCmd): Relation {
  return requireRelation(session, def && 'RangeVar' in def ? def.RangeVar : undefined)
}

function partitionOf({ def }: AlterTableCmd): PartitionCmd {
  return def && 'PartitionCmd' in def ? def.PartitionCmd : {}
}

export function addInherit({ session, relation, command }: Action): void {
  const parent = parentOf(session, command)
  if (relation.parents.has(parent)) {
    throw new Refusal('42P07', `relation "${parent.name}" would be inherited from more than once`)
  }
  mergeColumns(session, relation, parent)
  for (const constraint of parent.constraints.values()) {
    if (constraint.type !== 'check' || constraint.noInherit) continue
    if (!relation.constraints.has(constraint.name)) {
      throw new Refusal('42804', `child table is missing constraint "${constraint.name}"`)
    }
    inheritCheck(session, relation, constraint)
  }
  link(session, relation, parent, 'normal')
}

/** Makes the child's columns of the parent's names and types the parent's as well. */
function mergeColumns(session: Session, child: Relation, parent: Relation): readonly Column[] {
  return [...parent.columns.values()].map((column) => {
    const own = child.columns.get(column.name)
    if (!own) throw new Refusal('42804', `child table is missing column "${column.name}"`)
    if (own.type.type !== column.type.type) {
      throw new Refusal('42804', `child table "${child.name}" has different type for column "${column.name}"`)
    }
    session.store.set(own, 'inherited', own.inherited + 1)
    return own
  })
}

export function dropInherit({ session, relation, command }: Action): void {
  const parent = parentOf(session, command)
  if (!relation.parents.has(parent)) {
    throw new Refusal('42P01', `relation "${parent.name}" is not a parent of relation "${relation.name}"`)
  }
  separate(session, relation, parent)
}

function separate(session: Session, child: Relation, parent: Relation): void {
  const { store } = session
  unlink(session, child, parent)
  for (const column of parent.columns.values()) {
    const own = child.columns.get(column.name)
    if (!own) continue
    store.set(own, 'inherited', Math.max(0, own.inherited - 1))
    if (own.inherited === 0) store.set(own, 'local', true)
  }
  for (const constraint of parent.constraints.values()) {
    const own = child.constraints.get(constraint.name)
    if (!own || own.inherited === 0) continue
    store.set(own, 'inherited', own.inherited - 1)
    store.set(own, 'local', true)
  }
}

export function attachPartition({ session, relation, command }: Action): void {
  const node = partitionOf(command)
  const child = requireRelation(session, node.name)
  if (relation.kind === 'index') {
    if (child.index) session.store.set(child.index, 'parent', relation)
    session.store.depend(child, relation, 'auto')
    return
  }
  if (relation.kind !== 'partitioned table') throw new Refusal('42809', `"${relation.name}" is not partitioned`)
  if (child.partition) throw new Refusal('42809', `"${child.name}" is already a partition`)
  for (const own of mergeColumns(session, child, relation)) session.store.set(own, 'local', false)
  refuseExtraColumn(child, relation)
  link(session, child, relation, 'auto')
  becomePartition(session, child, relation, node.bound?.is_default ?? false)
}

function refuseExtraColumn(child: Relation, parent: Relation): void {
  const extra = [...child.columns.values()].find((column) => !parent.columns.has(column.name))
  if (extra) {
    throw new Refusal(
      '42804',
      `table "${child.name}" contains column "${extra.name}" not found in parent "${parent.name}"`,
    )
  }
}

export function detachPartition({ session, relation, command }: Action): void {
  const node = partitionOf(command)
  const child = requireRelation(session, node.name)
  if (node.concurrent && session.inBlock) {
    throw new Refusal('25001', 'ALTER TABLE ... DETACH CONCURRENTLY cannot run inside a transaction block')
  }
  if (child.partition?.parent !== relation) {
    throw new Refusal('42P01', `relation "${child.name}" is not a partition of relation "${relation.name}"`)
  }
  session.store.set(child, 'partition', null)
  separate(session, child, relation)
  for (const index of child.indexes) {
    if (!index.index?.parent) continue
    session.store.undepend(index, (edge) => edge.to === index.index?.parent)
    session.store.set(index.index, 'parent', null)
  }
}
