import type { AlterTableCmd, PartitionCmd } from '@migration-doctor/sql'
import { passesOn } from '../constraints/not-null.ts'
import { validateIndex } from '../index-copies.ts'
import { becomePartition, link, refuseTemporaryParent, unlink } from '../inherit.ts'
import { chooseConstraintName, requireRelation } from '../names.ts'
import type { Column, Constraint, Dependency, Relation } from '../objects.ts'
import { readBound, refuseOverlap } from '../partition-bound.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { dropClones } from '../trigger-clones.ts'
import { sameUse } from '../types.ts'
import type { Action } from './action.ts'
import { setIdentityOf } from './identity.ts'

function parentOf(session: Session, { def }: AlterTableCmd): Relation {
  return requireRelation(session, def && 'RangeVar' in def ? def.RangeVar : undefined)
}

function partitionOf({ def }: AlterTableCmd): PartitionCmd {
  return def && 'PartitionCmd' in def ? def.PartitionCmd : {}
}

export function addInherit({ session, relation, command }: Action): void {
  refuseFixedInheritance(relation)
  if (relation.kind === 'partitioned table') wrong('cannot change inheritance of partitioned table')
  const parent = parentOf(session, command)
  if (!['table', 'partitioned table', 'foreign table'].includes(parent.kind))
    wrong(`ALTER action INHERIT cannot be performed on relation "${parent.name}"`)
  if (parent.kind === 'partitioned table') wrong(`cannot inherit from partitioned table "${parent.name}"`)
  if (parent.partition) wrong('cannot inherit from a partition')
  refuseTemporaryParent(relation, parent)
  refuseCircle(relation, parent)
  if (relation.parents.has(parent)) {
    throw new Refusal('42P07', `relation "${parent.name}" would be inherited from more than once`)
  }
  mergeColumns(session, relation, parent)
  mergeChecks(session, relation, parent)
  link(session, relation, parent, 'normal')
}

function wrong(message: string): never {
  throw new Refusal('42809', message)
}

function refuseFixedInheritance(relation: Relation): void {
  if (relation.ofType) wrong('cannot change inheritance of typed table')
  if (relation.partition) wrong('cannot change inheritance of a partition')
}

/** A table cannot inherit from itself, nor from what inherits from it. */
function refuseCircle(child: Relation, parent: Relation): void {
  if (child !== parent && ![...child.children].some((grandchild) => isDescendant(grandchild, parent))) return
  throw new Refusal('42P07', 'circular inheritance not allowed')
}

const isDescendant = (from: Relation, wanted: Relation): boolean =>
  from === wanted || [...from.children].some((child) => isDescendant(child, wanted))

function mergeChecks(session: Session, child: Relation, parent: Relation): void {
  for (const constraint of parent.constraints.values()) {
    if (constraint.noInherit || (constraint.type !== 'check' && constraint.type !== 'not null')) continue
    const own = counterpart(child, constraint)
    if (!own) throw new Refusal('42804', `child table is missing constraint "${constraint.name}"`)
    const clash = (what: string): never => {
      throw new Refusal(
        '42P17',
        `constraint "${own.name}" conflicts with ${what} constraint on child table "${child.name}"`,
      )
    }
    if (own.noInherit) clash('non-inherited')
    if (constraint.validated && !own.validated) clash('NOT VALID')
    session.store.set(own, 'inherited', own.inherited + 1)
    if (constraint.type === 'not null' && parent.kind === 'partitioned table') session.store.set(own, 'local', false)
  }
}

/** Checks are told apart by name, NOT NULL by column. */
function counterpart(child: Relation, { type, name, columns }: Constraint): Constraint | null {
  if (type === 'not null') return child.columns.get(columns[0]?.name ?? '')?.notNullConstraint ?? null
  const own = child.constraints.get(name)
  return type === 'check' && own?.type === 'check' ? own : null
}

/** Makes the child's columns of the parent's names and types the parent's as well. */
function mergeColumns(session: Session, child: Relation, parent: Relation): readonly Column[] {
  return [...parent.columns.values()].map((column) => {
    const own = child.columns.get(column.name)
    if (!own) throw new Refusal('42804', `child table is missing column "${column.name}"`)
    refuseOtherColumn(own, column)
    session.store.set(own, 'inherited', own.inherited + 1)
    return own
  })
}

function refuseOtherColumn(own: Column, column: Column): void {
  const refuse = (message: string): never => {
    throw new Refusal('42804', message)
  }
  if (!sameUse(own.type, column.type))
    refuse(`child table "${own.relation.name}" has different type for column "${column.name}"`)
  if (passesOn(column) && !own.notNull) refuse(`column "${column.name}" in child table must be marked NOT NULL`)
  if (column.generated && !own.generated) refuse(`column "${column.name}" in child table must be a generated column`)
  if (own.generated && !column.generated)
    refuse(`column "${column.name}" in child table must not be a generated column`)
}

export function dropInherit({ session, relation, command }: Action): void {
  refuseFixedInheritance(relation)
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
    const own = counterpart(child, constraint)
    if (!own || own.inherited === 0) continue
    store.set(own, 'inherited', own.inherited - 1)
    store.set(own, 'local', true)
  }
}

export function attachPartition({ session, relation, command }: Action): void {
  const node = partitionOf(command)
  if (relation.kind === 'index') {
    const child = requireRelation(session, node.name)
    if (child.index) session.store.set(child.index, 'parent', relation)
    validateIndex(session, relation)
    session.store.depend(child, relation, 'auto')
    return
  }
  refuseUnpartitioned(relation)
  const bound = readBound(session, relation, node.bound ?? {})
  const child = requireRelation(session, node.name)
  refuseUnattachable(session, child, relation)
  refuseOverlap(relation, child.name, bound)
  for (const own of mergeColumns(session, child, relation)) {
    session.store.set(own, 'local', false)
    if (session.pgVersion >= 17) session.store.set(own, 'identity', relation.columns.get(own.name)?.identity ?? null)
  }
  mergeChecks(session, child, relation)
  link(session, child, relation, 'auto')
  becomePartition(session, child, relation, bound)
}

function refuseUnpartitioned({ kind, name }: Relation): void {
  if (kind !== 'partitioned table') throw new Refusal('42P17', `table "${name}" is not partitioned`)
}

function refuseUnattachable(session: Session, child: Relation, parent: Relation): void {
  if (child.kind !== 'table' && child.kind !== 'partitioned table' && child.kind !== 'foreign table')
    wrong(`ALTER action ATTACH PARTITION cannot be performed on relation "${child.name}"`)
  if (child.partition) wrong(`"${child.name}" is already a partition`)
  if (child.ofType) wrong('cannot attach a typed table as partition')
  if (child.parents.size > 0) wrong('cannot attach inheritance child as partition')
  if (child.kind === 'table' && child.children.size > 0) wrong('cannot attach inheritance parent as partition')
  refuseCircle(child, parent)
  if ((child.persistence === 'temporary') !== (parent.persistence === 'temporary'))
    wrong(
      `cannot attach a ${child.persistence} relation as partition of ${parent.persistence} relation "${parent.name}"`,
    )
  for (const column of child.columns.values()) {
    if (session.pgVersion >= 17) refuseOwnIdentity(column)
    refuseExtraColumn(column, parent)
  }
}

function refuseOwnIdentity({ identity, name, relation }: Column): void {
  if (!identity) return
  throw new Refusal('55000', `table "${relation.name}" being attached contains an identity column "${name}"`)
}

function refuseExtraColumn({ name, relation }: Column, parent: Relation): void {
  if (parent.columns.has(name)) return
  throw new Refusal('42804', `table "${relation.name}" contains column "${name}" not found in parent "${parent.name}"`)
}

export function detachPartition({ session, relation, command }: Action): void {
  const node = partitionOf(command)
  refuseUnpartitioned(relation)
  const child = requireRelation(session, node.name)
  if (child.partition?.parent !== relation) {
    throw new Refusal('42P01', `relation "${child.name}" is not a partition of relation "${relation.name}"`)
  }
  if (node.concurrent) keepBound(session, child, relation)
  session.store.set(child, 'partition', null)
  dropClones(session, child)
  separate(session, child, relation)
  // Since version 17 a partition numbers its rows by its parent's sequence, which stays behind.
  if (session.pgVersion >= 17)
    for (const column of child.columns.values()) if (column.identity) setIdentityOf(session, column, null)
  for (const constraint of child.constraints.values()) setFree(session, constraint, relation)
  for (const index of child.indexes) {
    if (!index.index?.parent) continue
    session.store.undepend(index, (edge) => edge.to === index.index?.parent)
    session.store.set(index.index, 'parent', null)
  }
}

/** Who still sees the partition in its place while it is detached is kept from adding other rows: by a check that stays. */
function keepBound(session: Session, child: Relation, parent: Relation): void {
  const { store } = session
  if ([...parent.children].some((one) => one.partition?.bound?.kind === 'default'))
    throw new Refusal('55000', 'cannot detach partitions concurrently when a default partition exists')
  if (parent.partitionKey?.strategy === 'hash') return
  const columns = keyColumns(parent).flatMap((column) => child.columns.get(column.name) ?? [])
  const [only, second] = columns
  const parts = { first: child.name, second: second ? null : (only?.name ?? null), label: 'check' }
  const name = chooseConstraintName(child.schema, parts, new Set(child.constraints.keys()))
  const check = store.newConstraint(name, child, { type: 'check', columns })
  for (const column of columns) store.depend(check, column, 'auto')
  session.record('create', { kind: 'constraint', schema: child.schema.name, name: `${child.name}.${name}` })
}

/** By what rows come to a partitioned table and on to its partitions. */
const keyColumns = ({ partition, partitionKey }: Relation): readonly Column[] => [
  ...(partition ? keyColumns(partition.parent) : []),
  ...(partitionKey?.columns ?? []).flatMap((column) => column ?? []),
]

/** A key that followed its parent's stands by itself from now on. */
function setFree({ store }: Session, constraint: Constraint, parent: Relation): void {
  const follows = (edge: Dependency) => edge.to.class === 'constraint' && edge.to.owner === parent
  if (![...(constraint.dependencies ?? [])].some(follows)) return
  store.undepend(constraint, follows)
  store.set(constraint, 'inherited', constraint.inherited - 1)
  store.set(constraint, 'local', true)
}
