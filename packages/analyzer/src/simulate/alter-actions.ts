import type { AlterTableCmd, AlterTableType, ColumnDef, Constraint as ConstraintNode } from '@migration-doctor/sql'
import { changeType } from './change-type.ts'
import {
  addColumn,
  constraintsOf,
  dropDefault,
  finishColumn,
  readColumn,
  refuseColumnName,
  setDefault,
} from './columns.ts'
import {
  addCheck,
  addForeignKey,
  addIndexConstraint,
  attachConstraint,
  indexConstraintWish,
  inheritCheck,
  refuseSecondPrimaryKey,
  refuseTakenConstraintName,
} from './constraints.ts'
import { dropAll } from './depend.ts'
import { becomePartition, link, unlink } from './inherit.ts'
import { findRelation, missing, requireRelation, stringOf } from './names.ts'
import type { Column, Constraint, Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import { requireRole } from './role.ts'
import type { Session } from './session.ts'

/** One action of an `ALTER TABLE`. */
export interface Action {
  readonly session: Session
  readonly relation: Relation
  readonly command: AlterTableCmd
  readonly cascade: boolean
  /** Without `ONLY`: children follow. */
  readonly recurse: boolean
}

type Run = (action: Action) => void

/** Actions that change what the catalog holds. The others (storage, statistics, owners, …) are checked for their names only. */
export const alterActions: Partial<Record<AlterTableType, Run>> = {
  AT_AddColumn: addColumnAction,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: ({ session, relation, command }) =>
    changeType(session, columnOf(session, relation, command), command),
  AT_ColumnDefault: columnDefault,
  AT_SetNotNull: (action) => notNull(action, true),
  AT_DropNotNull: (action) => notNull(action, false),
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validate,
  AT_AlterConstraint: alterConstraint,
  AT_AddIdentity: addIdentity,
  AT_DropIdentity: dropIdentity,
  AT_SetIdentity: ({ session, relation, command }) => requireIdentity(columnOf(session, relation, command)),
  AT_DropExpression: dropExpression,
  AT_SetExpression: setExpression,
  AT_AddInherit: addInherit,
  AT_DropInherit: dropInherit,
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_EnableRowSecurity: ({ session, relation }) => session.store.set(relation, 'rowSecurity', true),
  AT_DisableRowSecurity: ({ session, relation }) => session.store.set(relation, 'rowSecurity', false),
  AT_SetStatistics: ({ session, relation, command }) => void (command.name && columnOf(session, relation, command)),
  AT_SetOptions: ({ session, relation, command }) => void columnOf(session, relation, command),
  AT_SetStorage: ({ session, relation, command }) => void columnOf(session, relation, command),
  AT_SetCompression: ({ session, relation, command }) => void columnOf(session, relation, command),
  AT_EnableTrig: requireTrigger,
  AT_DisableTrig: requireTrigger,
  AT_EnableAlwaysTrig: requireTrigger,
  AT_EnableReplicaTrig: requireTrigger,
  AT_EnableRule: requireRule,
  AT_DisableRule: requireRule,
  AT_ClusterOn: requireIndex,
  AT_ReplicaIdentity: replicaIdentity,
  AT_ChangeOwner: ({ session, command }) => requireRole(session, command.newowner),
  AT_SetLogged: ({ session, relation }) => session.store.set(relation, 'persistence', 'permanent'),
  AT_SetUnLogged: ({ session, relation }) => session.store.set(relation, 'persistence', 'unlogged'),
}

function columnOf(session: Session, relation: Relation, command: AlterTableCmd): Column {
  const name = command.name ?? ''
  const column = relation.columns.get(name)
  if (column) return column
  return missingColumn(session, relation, name)
}

function missingColumn(session: Session, relation: Relation, column: string): never {
  return missing(session, {
    sqlstate: '42703',
    message: `column "${column}" of relation "${relation.name}" does not exist`,
    kind: 'column',
    name: { schema: relation.schema.name, name: relation.name },
    column,
  })
}

function defOf(command: AlterTableCmd): ColumnDef {
  return command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {}
}

function addColumnAction({ session, relation, command, recurse }: Action): void {
  const node = defOf(command)
  const name = node.colname ?? ''
  if (command.missing_ok && relation.columns.has(name)) return
  if (!['table', 'partitioned table', 'foreign table', 'composite type', 'view'].includes(relation.kind)) {
    throw new Refusal('42809', `ALTER action ADD COLUMN cannot be performed on relation "${relation.name}"`)
  }
  // Since version 13 the name is looked at before the type.
  if (session.pgVersion >= 13) refuseColumnName(session, relation, name)
  const wish = readColumn(session, node)
  if (wish.constraints.some((one) => one.contype === 'CONSTR_PRIMARY')) refuseSecondPrimaryKey(relation, node.location)
  refuseColumnName(session, relation, name)
  const column = addColumn(session, relation, wish)
  finishColumn(session, column, wish)
  for (const constraint of wish.constraints) addOne(session, relation, { node: constraint, column })
  if (recurse) for (const child of relation.children) inheritColumn(session, child, column, node)
}

function inheritColumn(session: Session, child: Relation, parent: Column, node: ColumnDef): void {
  const own = child.columns.get(parent.name)
  if (own) {
    if (own.type.type !== parent.type.type) {
      throw new Refusal('42804', `child table "${child.name}" has different type for column "${parent.name}"`)
    }
    session.store.set(own, 'inherited', own.inherited + 1)
    return
  }
  const column = addColumn(session, child, parent)
  session.store.set(column, 'inherited', 1)
  session.store.set(column, 'local', false)
  for (const grandchild of child.children) inheritColumn(session, grandchild, column, node)
}

function addOne(session: Session, relation: Relation, wish: { node: ConstraintNode; column: Column | null }): void {
  switch (wish.node.contype) {
    case 'CONSTR_CHECK':
      addCheck(session, relation, wish)
      return
    case 'CONSTR_FOREIGN':
      addForeignKey(session, relation, wish)
      return
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      addIndexConstraint(session, relation, indexConstraintWish(session, relation, wish))
      return
    case 'CONSTR_NOTNULL': {
      const column = wish.column ?? relation.columns.get(stringOf(wish.node.keys?.[0]))
      if (column) session.store.set(column, 'notNull', true)
      return
    }
    default:
  }
}

function addConstraint({ session, relation, command, recurse }: Action): void {
  const node = command.def && 'Constraint' in command.def ? command.def.Constraint : null
  if (!node) return
  if (relation.kind === 'view' || relation.kind === 'materialized view') {
    throw new Refusal('42809', `ALTER action ADD CONSTRAINT cannot be performed on relation "${relation.name}"`)
  }
  if (node.indexname !== undefined) useIndex(session, relation, node)
  else addOne(session, relation, { node, column: null })
  if (node.contype === 'CONSTR_CHECK' && !recurse && relation.children.size > 0) {
    throw new Refusal('42P16', 'constraint must be added to child tables too')
  }
}

/** `ADD CONSTRAINT … UNIQUE USING INDEX`: the index takes the constraint's name. */
function useIndex(session: Session, relation: Relation, node: ConstraintNode): void {
  const name = { schema: relation.schema.name, name: node.indexname ?? '' }
  const index = findRelation(session, name)
  if (!index) {
    const message = `index "${name.name}" does not exist`
    return missing(session, { sqlstate: '42704', message, kind: 'relation', name, at: node.location })
  }
  refuseUnfitIndex(relation, index, node)
  if (node.contype === 'CONSTR_PRIMARY') refuseSecondPrimaryKey(relation, node.location)
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  if (node.conname && node.conname !== index.name) renameRelation(session, index, node.conname)
  attachConstraint(session, relation, index, node)
}

function refuseUnfitIndex(relation: Relation, index: Relation, node: ConstraintNode): void {
  const facts = index.index
  const refuse = (sqlstate: string, message: string): never => {
    throw new Refusal(sqlstate, message, { at: node.location })
  }
  if (facts?.table !== relation) return refuse('42809', `"${index.name}" is not an index on table "${relation.name}"`)
  if (facts.constraint) return refuse('55000', `index "${index.name}" is already associated with a constraint`)
  if (!facts.valid) return refuse('55000', `index "${index.name}" is not valid`)
  if (!facts.unique) return refuse('42809', `"${index.name}" is not a unique index`)
  if (facts.keys.some((key) => !key.column)) return refuse('42809', `index "${index.name}" contains expressions`)
  if (facts.hasPredicate) return refuse('42809', `"${index.name}" is a partial index`)
}

/** Gives a relation another name, its row type with it. */
export function renameRelation(session: Session, relation: Relation, name: string): void {
  const { store } = session
  const { schema } = relation
  session.record('rename', { kind: relation.kind, schema: schema.name, name: relation.name }, name)
  store.remove(schema.relations, relation.name)
  store.set(relation, 'name', name)
  store.put(schema.relations, name, relation)
}

function dropColumn({ session, relation, command, cascade, recurse }: Action): void {
  const name = command.name ?? ''
  const column = relation.columns.get(name)
  if (!column) {
    if (command.missing_ok) return
    missingColumn(session, relation, name)
  }
  if (column.inherited > 0) throw new Refusal('42P16', `cannot drop inherited column "${name}"`)
  refuseKeyOfPartition(relation, column)
  if (recurse) for (const child of relation.children) dropInherited(session, child, column, cascade)
  dropAll(session, [column], cascade)
}

function refuseKeyOfPartition(relation: Relation, column: Column): void {
  if (!relation.partitionKey?.columns.includes(column)) return
  throw new Refusal(
    '42P16',
    `cannot drop column "${column.name}" because it is part of the partition key of relation "${relation.name}"`,
  )
}

function dropInherited(session: Session, child: Relation, parent: Column, cascade: boolean): void {
  const column = child.columns.get(parent.name)
  if (!column) return
  session.store.set(column, 'inherited', Math.max(0, column.inherited - 1))
  if (column.inherited > 0 || column.local) return
  for (const grandchild of child.children) dropInherited(session, grandchild, column, cascade)
  dropAll(session, [column], cascade)
}

function columnDefault({ session, relation, command, recurse }: Action): void {
  const column = columnOf(session, relation, command)
  const at = undefined
  if (column.identity) {
    throw new Refusal('42601', `column "${column.name}" of relation "${relation.name}" is an identity column`, { at })
  }
  if (column.generated) {
    throw new Refusal('42601', `column "${column.name}" of relation "${relation.name}" is a generated column`, { at })
  }
  if (command.def) setDefault(session, column, command.def)
  else dropDefault(session, column)
  if (!recurse) return
  for (const child of relation.children) {
    if (child.columns.has(column.name)) columnDefault({ session, relation: child, command, cascade: false, recurse })
  }
}

function notNull({ session, relation, command, recurse, cascade }: Action, value: boolean): void {
  const column = columnOf(session, relation, command)
  if (!value) refuseNullable(relation, column)
  session.store.set(column, 'notNull', value)
  if (!recurse) return
  for (const child of relation.children) {
    if (child.columns.has(column.name)) notNull({ session, relation: child, command, cascade, recurse }, value)
  }
}

function refuseNullable(relation: Relation, column: Column): void {
  if (column.identity) {
    throw new Refusal('42601', `column "${column.name}" of relation "${relation.name}" is an identity column`)
  }
  for (const constraint of relation.constraints.values()) {
    if (constraint.type === 'primary key' && constraint.columns.includes(column)) {
      throw new Refusal('42P16', `column "${column.name}" is in a primary key`)
    }
  }
}

function requireConstraint(session: Session, relation: Relation, name: string): Constraint {
  const constraint = relation.constraints.get(name)
  if (constraint) return constraint
  return missing(session, {
    sqlstate: '42704',
    message: `constraint "${name}" of relation "${relation.name}" does not exist`,
    kind: 'constraint',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

function dropConstraint({ session, relation, command, cascade, recurse }: Action): void {
  const name = command.name ?? ''
  if (command.missing_ok && !relation.constraints.has(name)) return
  const constraint = requireConstraint(session, relation, name)
  if (constraint.inherited > 0) {
    throw new Refusal('42P16', `cannot drop inherited constraint "${name}" of relation "${relation.name}"`)
  }
  if (recurse) for (const child of relation.children) disinherit(session, child, constraint)
  dropAll(session, [constraint], cascade)
}

function disinherit(session: Session, child: Relation, parent: Constraint): void {
  const constraint = child.constraints.get(parent.name)
  if (!constraint || constraint.inherited === 0) return
  session.store.set(constraint, 'inherited', constraint.inherited - 1)
  if (constraint.inherited > 0 || constraint.local) return
  for (const grandchild of child.children) disinherit(session, grandchild, constraint)
  dropAll(session, [constraint], true)
}

function validate({ session, relation, command }: Action): void {
  const constraint = requireConstraint(session, relation, command.name ?? '')
  if (constraint.type !== 'foreign key' && constraint.type !== 'check') {
    throw new Refusal(
      '42809',
      `constraint "${constraint.name}" of relation "${relation.name}" is not a foreign key or check constraint`,
    )
  }
  session.store.set(constraint, 'validated', true)
}

function alterConstraint({ session, relation, command }: Action): void {
  const definition = command.def && 'ATAlterConstraint' in command.def ? command.def.ATAlterConstraint : null
  const constraint = requireConstraint(session, relation, definition?.conname ?? command.name ?? '')
  if (constraint.type !== 'foreign key' && definition?.alterDeferrability) {
    throw new Refusal(
      '42809',
      `constraint "${constraint.name}" of relation "${relation.name}" is not a foreign key constraint`,
    )
  }
  if (!definition?.alterDeferrability) return
  session.store.set(constraint, 'deferrable', definition.deferrable ?? false)
  session.store.set(constraint, 'deferred', definition.initdeferred ?? false)
}

function addIdentity({ session, relation, command }: Action): void {
  const column = columnOf(session, relation, command)
  const [node] = command.def && 'Constraint' in command.def ? [command.def.Constraint] : constraintsOf(defOf(command))
  const state = (sqlstate: string, message: string): never => {
    throw new Refusal(sqlstate, `column "${column.name}" of relation "${relation.name}" ${message}`)
  }
  if (!column.notNull) state('55000', 'must be declared NOT NULL before identity can be added')
  if (column.identity) state('55000', 'is already an identity column')
  if (column.default) state('55000', 'already has a default value')
  const identity = node?.generated_when === 'a' ? 'always' : 'by default'
  const wish = {
    name: column.name,
    type: column.type,
    notNull: true,
    serial: false,
    identity,
    generated: null,
  } as const
  finishColumn(session, column, { ...wish, default: null, constraints: [], at: undefined })
}

function requireIdentity(column: Column): void {
  if (column.identity) return
  throw new Refusal('55000', `column "${column.name}" of relation "${column.relation.name}" is not an identity column`)
}

function dropIdentity({ session, relation, command }: Action): void {
  const column = columnOf(session, relation, command)
  if (!column.identity && command.missing_ok) return
  requireIdentity(column)
  session.store.set(column, 'identity', null)
  for (const edge of [...(column.dependents ?? [])]) {
    if (edge.type !== 'internal' || edge.from.class !== 'relation') continue
    session.store.undepend(edge.from, (one) => one.to === column)
    dropAll(session, [edge.from], false)
  }
}

function dropExpression({ session, relation, command }: Action): void {
  const column = columnOf(session, relation, command)
  if (!column.generated) {
    if (command.missing_ok) return
    throw new Refusal('55000', `column "${column.name}" of relation "${relation.name}" is not a generated column`)
  }
  session.store.set(column, 'generated', null)
  dropDefault(session, column)
}

function setExpression({ session, relation, command }: Action): void {
  const column = columnOf(session, relation, command)
  if (!column.generated) {
    throw new Refusal('55000', `column "${column.name}" of relation "${relation.name}" is not a generated column`)
  }
  if (command.def) setDefault(session, column, command.def)
}

function addInherit({ session, relation, command }: Action): void {
  const parent = requireRelation(session, command.def && 'RangeVar' in command.def ? command.def.RangeVar : undefined)
  if (relation.parents.has(parent)) {
    throw new Refusal('42P07', `relation "${parent.name}" would be inherited from more than once`)
  }
  for (const column of parent.columns.values()) {
    const own = relation.columns.get(column.name)
    if (!own) throw new Refusal('42804', `child table is missing column "${column.name}"`)
    if (own.type.type !== column.type.type) {
      throw new Refusal('42804', `child table "${relation.name}" has different type for column "${column.name}"`)
    }
    session.store.set(own, 'inherited', own.inherited + 1)
  }
  for (const constraint of parent.constraints.values()) {
    if (constraint.type !== 'check' || constraint.noInherit) continue
    if (!relation.constraints.has(constraint.name)) {
      throw new Refusal('42804', `child table is missing constraint "${constraint.name}"`)
    }
    inheritCheck(session, relation, constraint)
  }
  link(session, relation, parent, 'normal')
}

function dropInherit({ session, relation, command }: Action): void {
  const parent = requireRelation(session, command.def && 'RangeVar' in command.def ? command.def.RangeVar : undefined)
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

function attachPartition({ session, relation, command }: Action): void {
  const node = command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd : {}
  const child = requireRelation(session, node.name)
  if (relation.kind === 'index') {
    if (child.index) session.store.set(child.index, 'parent', relation)
    session.store.depend(child, relation, 'auto')
    return
  }
  if (relation.kind !== 'partitioned table') throw new Refusal('42809', `"${relation.name}" is not partitioned`)
  if (child.partition) throw new Refusal('42809', `"${child.name}" is already a partition`)
  for (const column of relation.columns.values()) {
    const own = child.columns.get(column.name)
    if (!own) throw new Refusal('42804', `child table is missing column "${column.name}"`)
    if (own.type.type !== column.type.type) {
      throw new Refusal('42804', `child table "${child.name}" has different type for column "${column.name}"`)
    }
    session.store.set(own, 'inherited', own.inherited + 1)
    session.store.set(own, 'local', false)
  }
  const extra = [...child.columns.values()].find((column) => !relation.columns.has(column.name))
  if (extra) {
    throw new Refusal(
      '42804',
      `table "${child.name}" contains column "${extra.name}" not found in parent "${relation.name}"`,
    )
  }
  link(session, child, relation, 'auto')
  becomePartition(session, child, relation, node.bound?.is_default ?? false)
}

function detachPartition({ session, relation, command }: Action): void {
  const node = command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd : {}
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

function requireTrigger({ session, relation, command }: Action): void {
  const name = command.name ?? ''
  if (relation.triggers.has(name)) return
  missing(session, {
    sqlstate: '42704',
    message: `trigger "${name}" for table "${relation.name}" does not exist`,
    kind: 'trigger',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

function requireRule({ session, relation, command }: Action): void {
  const name = command.name ?? ''
  if (relation.rules.has(name)) return
  missing(session, {
    sqlstate: '42704',
    message: `rule "${name}" for relation "${relation.name}" does not exist`,
    kind: 'rule',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

function requireIndex({ session, relation, command }: Action): void {
  const name = { schema: relation.schema.name, name: command.name ?? '' }
  const index = findRelation(session, name)
  if (index?.index?.table === relation) return
  const message = `index "${name.name}" for table "${relation.name}" does not exist`
  missing(session, { sqlstate: '42704', message, kind: 'relation', name })
}

function replicaIdentity(action: Action): void {
  const { command } = action
  const node = command.def && 'ReplicaIdentityStmt' in command.def ? command.def.ReplicaIdentityStmt : {}
  if (node.name) requireIndex({ ...action, command: { ...command, name: node.name } })
}
