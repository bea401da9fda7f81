import type { Constraint as ConstraintNode } from '@migration-doctor/sql'
import { attachConstraint } from './constraints/index-constraint.ts'
import { keyWish, plainKey } from './index-elements.ts'
import { makeIndex } from './indexes.ts'
import type { Constraint, Relation } from './objects.ts'
import type { Session } from './session.ts'

/** Without ONLY the partitions follow; with it, the index is not valid until each has one that is attached. */
export function finishIndex(session: Session, table: Relation, index: Relation, recurse: boolean): void {
  if (recurse) indexPartitions(session, table, index)
  else if (index.index && partitionsOf(table).length > 0) session.store.set(index.index, 'valid', false)
}

const partitionsOf = (table: Relation): readonly Relation[] =>
  [...table.children].filter(({ partition }) => partition?.parent === table)

/** `validatePartitionedIndex`: when every partition has its part of an index, the index is valid. */
export function validateIndex(session: Session, index: Relation): void {
  if (!index.index || index.index.valid) return
  const hasPart = (one: Relation) => [...one.indexes].some(({ index: own }) => own?.parent === index && own.valid)
  if (!partitionsOf(index.index.table).every(hasPart)) return
  session.store.set(index.index, 'valid', true)
  if (index.index.parent) validateIndex(session, index.index.parent)
}

/** The partitions of a table get an index like the one that it got. */
export function indexPartitions(session: Session, table: Relation, index: Relation): void {
  if (table.kind !== 'partitioned table' || !index.index) return
  for (const child of table.children) {
    if (child.partition?.parent !== table) continue
    copyIndexTo(session, child, index)
  }
}

/** A partition gets an index like its parent's. */
export function copyIndexTo(session: Session, partition: Relation, parent: Relation): void {
  const child = fittingIndex(partition, parent) ?? copyIndex(session, partition, parent)
  if (!child?.index) return
  session.store.set(child.index, 'parent', parent)
  session.store.depend(child, parent, 'auto')
  if (parent.index?.constraint) inheritConstraint(session, partition, child, parent.index.constraint)
  indexPartitions(session, partition, child)
}

/** An index that a table had before it became a partition, and that does what the parent's does. */
function fittingIndex(partition: Relation, { index: wanted }: Relation): Relation | null {
  for (const own of partition.indexes) {
    const { index } = own
    if (!index || !wanted || index.parent || index.unique !== wanted.unique || index.method !== wanted.method) continue
    if (index.constraint?.type !== wanted.constraint?.type && wanted.constraint) continue
    if (index.hasPredicate || wanted.hasPredicate || index.keys.length !== wanted.keys.length) continue
    if (index.keys.every(({ column }, at) => column && column.name === wanted.keys[at]?.column?.name)) return own
  }
  return null
}

/** An index like that of another table, whose columns this one has, under a name of its own. */
export function copyIndex(session: Session, partition: Relation, parent: Relation): Relation | null {
  const facts = parent.index
  if (!facts) return null
  const keys = facts.keys.map(({ name, opclass, column, uses, details }) => ({
    ...keyWish({
      column: column ? (partition.columns.get(column.name) ?? null) : null,
      uses: uses.flatMap((used) => partition.columns.get(used.name) ?? []),
      name,
      type: null,
      details: details && { ...details, kept: details.kept?.over(facts.table, partition) ?? null },
    }),
    opclass,
  }))
  const index = makeIndex(session, partition, {
    name: null,
    unique: facts.unique,
    primary: facts.primary,
    exclusion: facts.constraint?.type === 'exclusion',
    ofConstraint: facts.constraint !== null,
    method: facts.method,
    keys,
    include: facts.include.flatMap((column, at) => {
      const own = partition.columns.get(column.name)
      return own ? [plainKey(own, facts.includeNames?.[at])] : []
    }),
    parameters: undefined,
    predicate: null,
    definition: undefined,
    deferrable: facts.deferrable,
    nullsNotDistinct: facts.nullsNotDistinct,
    isReordered: false,
    at: undefined,
    hasPredicate: facts.hasPredicate,
    keptPredicate: facts.predicate?.over(facts.table, partition) ?? null,
    options: facts.options,
  })
  for (const { to } of parent.dependencies ?? []) {
    const column = to.class === 'column' ? partition.columns.get(to.name) : undefined
    if (column && ![...(index.dependencies ?? [])].some((edge) => edge.to === column))
      session.store.depend(index, column, 'auto')
  }
  return index
}

/** A partition's key follows the key of its parent. */
function inheritConstraint(session: Session, partition: Relation, index: Relation, parent: Constraint): void {
  const own = index.index?.constraint ?? attachConstraint(session, partition, index, likeConstraint(parent))
  session.store.set(own, 'inherited', own.inherited + 1)
  session.store.set(own, 'local', false)
  session.store.depend(own, parent, 'auto')
}

/** What a statement would say to make a constraint of the same kind. */
export function likeConstraint({ type, deferrable, deferred }: Constraint): ConstraintNode {
  const contype = type === 'primary key' ? 'CONSTR_PRIMARY' : type === 'unique' ? 'CONSTR_UNIQUE' : 'CONSTR_EXCLUSION'
  return { contype, deferrable, initdeferred: deferred }
}
