import type { Constraint as ConstraintNode } from '@migration-doctor/sql'
import { flatMapped } from '../mapped.ts'
import { chooseConstraintName, requireRelation } from '../names.ts'
import type { Column, Constraint, Relation, Type } from '../objects.ts'
import { areComparable } from '../query/opclass.ts'
import { worldOf } from '../query/world.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { baseType } from '../types.ts'
import { foreignColumns, type ReferencedKey, referencedKey } from './referenced-key.ts'
import { type ConstraintWish, joinedNames, recordConstraint, refuseTakenConstraintName } from './shared.ts'

const actions: Readonly<Record<string, string>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

/** Adds a foreign key, after the checks of `ATAddForeignKeyConstraint`, in its order. */
export function addForeignKey(
  session: Session,
  relation: Relation,
  wish: ConstraintWish & { isOnly?: boolean },
): Constraint {
  const { node, column } = wish
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  const target = requireRelation(session, node.pktable)
  if (relation.kind === 'partitioned table')
    refuseOnPartitioned(session, wish, `partitioned table "${relation.name}" referencing relation "${target.name}"`)
  refuseWrongTarget(relation, target)
  const columns = column ? [column] : foreignColumns(session, relation, node.fk_attrs, node)
  refuseSetColumns(session, relation, columns, node)
  const referenced = referencedKey(session, target, node)
  if (columns.length !== referenced.columns.length && !target.opaqueColumns) {
    throw new Refusal('42830', 'number of referencing and referenced columns for foreign key disagree', {
      at: node.location,
    })
  }
  const name =
    node.conname ??
    chooseConstraintName(relation.schema, { first: relation.name, second: joinedNames(columns), label: 'fkey' })
  for (let at = 0; at < columns.length; at++) refuseIncomparable(session, name, columns[at], referenced.columns[at])
  return recordForeignKey(session, relation, { name, columns, target, referenced, node })
}

function refuseOnPartitioned(
  { pgVersion }: Session,
  { node, isOnly }: ConstraintWish & { isOnly?: boolean },
  what: string,
): void {
  if (isOnly) throw new Refusal('42809', `cannot use ONLY for foreign key on ${what}`)
  if (node.skip_validation && pgVersion < 18) throw new Refusal('42809', `cannot add NOT VALID foreign key on ${what}`)
}

/** `ON DELETE SET NULL (a)`: columns of the key itself. */
function refuseSetColumns(
  session: Session,
  relation: Relation,
  columns: readonly Column[],
  node: ConstraintNode,
): void {
  for (const column of foreignColumns(session, relation, node.fk_del_set_cols, node)) {
    if (columns.includes(column)) continue
    const message = `column "${column.name}" referenced in ON DELETE SET action must be part of foreign key`
    throw new Refusal('42P10', message, { at: node.location })
  }
}

interface ForeignKeyFacts {
  readonly name: string
  readonly columns: readonly Column[]
  readonly target: Relation
  readonly referenced: ReferencedKey
  readonly node: ConstraintNode
}

function recordForeignKey(session: Session, relation: Relation, facts: ForeignKeyFacts): Constraint {
  const { name, columns, target, referenced, node } = facts
  const { store } = session
  const constraint = store.newConstraint(name, relation, {
    type: 'foreign key',
    columns,
    references: { table: target, columns: referenced.columns, index: referenced.index },
    onDelete: actions[node.fk_del_action ?? 'a'] ?? null,
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? null,
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
    validated: !node.skip_validation,
    isUnenforced: node.is_enforced !== true,
    foreign: {
      matchFull: node.fk_matchtype === 'f',
      setColumns: foreignColumns(session, relation, node.fk_del_set_cols, node),
      isTemporal: node.fk_with_period ?? false,
    },
  })
  for (const column of columns) store.depend(constraint, column, 'auto')
  for (const column of referenced.columns) store.depend(constraint, column, 'normal')
  if (referenced.index) store.depend(constraint, referenced.index, 'normal')
  recordConstraint(session, constraint)
  if (relation.kind === 'partitioned table') {
    for (const child of relation.children) inheritForeignKey(session, child, constraint)
  }
  return constraint
}

/** A partition gets the foreign keys of its parent. */
export function inheritForeignKey(session: Session, partition: Relation, parent: Constraint): void {
  const { store } = session
  const columns = flatMapped(parent.columns, (column) => partition.columns.get(column.name) ?? [])
  const own = sameForeignKey(partition, parent, columns) ?? copyForeignKey(session, partition, parent, columns)
  store.set(own, 'inherited', own.inherited + 1)
  store.set(own, 'local', false)
  store.depend(own, parent, 'auto')
}

/** One that the table had before it became a partition. */
function sameForeignKey(table: Relation, parent: Constraint, columns: readonly Column[]): Constraint | null {
  for (const own of table.constraints.values()) {
    if (own.type !== 'foreign key' || own.inherited > 0 || own.references?.table !== parent.references?.table) continue
    const same = (a: readonly Column[] = [], b: readonly Column[] = []) =>
      a.length === b.length && a.every((one, at) => one === b[at])
    if (!same(own.columns, columns) || !same(own.references?.columns, parent.references?.columns)) continue
    if (own.onDelete === parent.onDelete && own.onUpdate === parent.onUpdate && own.deferrable === parent.deferrable)
      return own
  }
  return null
}

function copyForeignKey(
  session: Session,
  partition: Relation,
  parent: Constraint,
  columns: readonly Column[],
): Constraint {
  const { store } = session
  const taken = partition.constraints.has(parent.name)
  const parts = { first: partition.name, second: joinedNames(columns), label: 'fkey' }
  const name = taken ? chooseConstraintName(partition.schema, parts) : parent.name
  const { references, onDelete, onUpdate, deferrable, deferred, validated } = parent
  const own = (column: Column) => partition.columns.get(column.name) ?? []
  const foreign = parent.foreign && { ...parent.foreign, setColumns: flatMapped(parent.foreign.setColumns, own) }
  const isUnenforced = parent.isUnenforced ?? false
  const facts = { references, onDelete, onUpdate, deferrable, deferred, validated, foreign, isUnenforced }
  const copy = store.newConstraint(name, partition, { type: 'foreign key', columns, ...facts })
  for (const column of columns) store.depend(copy, column, 'auto')
  for (const column of references?.columns ?? []) store.depend(copy, column, 'normal')
  if (references?.index) store.depend(copy, references.index, 'normal')
  recordConstraint(session, copy)
  if (partition.kind === 'partitioned table') {
    for (const child of partition.children) inheritForeignKey(session, child, copy)
  }
  return copy
}

function refuseWrongTarget(relation: Relation, target: Relation): void {
  if (target.kind !== 'table' && target.kind !== 'partitioned table') {
    throw new Refusal('42809', `referenced relation "${target.name}" is not a table`)
  }
  if (relation.persistence === 'permanent' && target.persistence !== 'permanent') {
    throw new Refusal('42P16', 'constraints on permanent tables may reference only permanent tables')
  }
  if (relation.persistence === 'temporary' && target.persistence !== 'temporary') {
    throw new Refusal('42P16', 'constraints on temporary tables may reference only temporary tables')
  }
  if (relation.persistence === 'unlogged' && target.persistence === 'temporary') {
    throw new Refusal('42P16', 'constraints on unlogged tables may reference only permanent or unlogged tables')
  }
}

/** Checks a foreign key again, as PostgreSQL does when it makes it anew. */
export function refuseIncomparablePairs(session: Session, { name, columns, references }: Constraint): void {
  for (const [at, column] of columns.entries()) refuseIncomparable(session, name, column, references?.columns[at])
}

function refuseIncomparable(session: Session, name: string, from: Column | undefined, to: Column | undefined): void {
  if (!from || !to || comparable(session, from.type.type, to.type.type)) return
  throw new Refusal('42804', `foreign key constraint "${name}" cannot be implemented`, {
    subject: {
      fault: 'other',
      kind: 'column',
      schema: to.relation.schema.name,
      name: to.relation.name,
      column: to.name,
    },
  })
}

/** Is there an `=` of the referenced key's operator family for these two types, or an implicit cast to it? */
function comparable(session: Session, from: Type, to: Type): boolean {
  if (baseType(from).kind === 'unknown' || baseType(to).kind === 'unknown') return true
  return areComparable(worldOf(session), to, from)
}
