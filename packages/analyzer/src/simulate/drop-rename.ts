import type { AlterObjectSchemaStmt, DropStmt, Node, RenameStmt } from '@migration-doctor/sql'
import { addressOf, otherKind, partsOf } from './addresses.ts'
import { renameRelation } from './rename/relation.ts'
import { refuseColumnName } from './columns.ts'
import { claimRelationName } from './create-table.ts'
import { dropAll, refOf } from './depend.ts'
import { findRelation, missing, missingSchema, nameOf, requireRelation, stringOf } from './names.ts'
import type { Column, Constraint, Entity, Relation, Routine, Schema, Type } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import { sameTypes } from './routine-statements.ts'
import type { Session } from './session.ts'
import { claimTypeName, renameType } from './types.ts'

/** Kinds of which only the existence by name is kept, and which statements may name before they were read. */
const unmodelled = new Set(['OBJECT_CAST', 'OBJECT_OPERATOR', 'OBJECT_TRANSFORM', 'OBJECT_OPCLASS', 'OBJECT_OPFAMILY'])

/** `DROP …`. */
export function dropObjects(session: Session, node: DropStmt): void {
  if (node.concurrent && session.inBlock) {
    throw new Refusal('25001', 'DROP INDEX CONCURRENTLY cannot run inside a transaction block')
  }
  const targets: Entity[] = []
  for (const item of node.objects ?? []) {
    if (node.removeType && unmodelled.has(node.removeType)) continue
    const address = addressOf(session, node.removeType, item)
    if (address.entity) targets.push(address.entity)
    else if (!node.missing_ok) address.refuse()
    else refuseIfUnsure(session, item)
  }
  const own = targets.filter((target) => !target.system)
  if (own.length < targets.length) {
    const system = targets.find((target) => target.system)
    throw new Refusal('2BP01', `cannot drop ${system?.name} because it is required by the database system`)
  }
  if (own.length > 0) dropAll(session, own, node.behavior === 'DROP_CASCADE')
}

/** With IF EXISTS a missing object is fine, but an object that may exist cannot be known to be gone. */
function refuseIfUnsure(session: Session, item: Node): void {
  const name = partsOf(item).map(stringOf).at(-1) ?? ''
  if (name !== '' && session.isTainted(name)) throw new Unknowable(`an unreadable statement may have made ${name}`)
}

/** `ALTER … RENAME`. */
export function rename(session: Session, node: RenameStmt): void {
  const to = node.newname ?? ''
  switch (node.renameType) {
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE':
      renameColumn(session, node, to)
      return
    case 'OBJECT_TABCONSTRAINT':
      renameConstraint(session, node, to)
      return
    case 'OBJECT_DOMCONSTRAINT':
      renameDomainConstraint(session, node, to)
      return
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      renamePart(session, node, to)
      return
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_FOREIGN_TABLE':
      renameTable(session, node, to)
      return
    default:
      renameOther(session, node, to)
  }
}

const notMissing = (session: Session, node: RenameStmt): Relation | null => {
  const found = findRelation(session, nameOf(node.relation))
  if (found || node.missing_ok) return found
  return requireRelation(session, node.relation)
}

function renameTable(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  refuseRenameKind(relation, node)
  claimRelationName(session, relation.schema, to)
  if (relation.rowType) {
    claimTypeName(session, relation.schema, to)
    renameType(session, relation.rowType, to)
  }
  const constraint = relation.index?.constraint
  renameRelation(session, relation, to)
  if (constraint) moveConstraint(session, constraint, to)
}

function refuseRenameKind(relation: Relation, node: RenameStmt): void {
  if (node.renameType === 'OBJECT_VIEW' && relation.kind !== 'view') {
    throw new Refusal('42809', `"${relation.name}" is not a view`)
  }
  if (node.renameType === 'OBJECT_SEQUENCE' && relation.kind !== 'sequence') {
    throw new Refusal('42809', `"${relation.name}" is not a sequence`)
  }
  if (node.renameType === 'OBJECT_INDEX' && relation.kind !== 'index') {
    if (relation.kind !== 'table') throw new Refusal('42809', `"${relation.name}" is not an index`)
  }
}

function moveConstraint(session: Session, constraint: Constraint, to: string): void {
  const { store } = session
  const { owner } = constraint
  session.record('rename', refOf(constraint), `${owner.name}.${to}`)
  store.remove(owner.constraints, constraint.name)
  store.unnameConstraint(owner.schema, constraint)
  store.set(constraint, 'name', to)
  store.put(owner.constraints, to, constraint)
  store.nameConstraint(owner.schema, constraint)
}

function renameColumn(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  const column = relation.columns.get(from)
  if (!column) {
    missing(session, {
      sqlstate: '42703',
      message: `column "${from}" does not exist`,
      kind: 'column',
      name: { schema: relation.schema.name, name: relation.name },
      column: from,
    })
  }
  if (column.inherited > 0) throw new Refusal('42P16', `cannot rename inherited column "${from}"`)
  refuseColumnName(session, relation, to)
  moveColumn(session, column, to)
}

function moveColumn(session: Session, column: Column, to: string): void {
  const { store } = session
  const { relation } = column
  session.record('rename', refOf(column), to)
  for (const child of relation.children) {
    const own = child.columns.get(column.name)
    if (own) moveColumn(session, own, to)
  }
  // The map keeps the order of the columns: it is rebuilt, not appended to.
  const all = [...relation.columns.values()]
  for (const one of all) store.remove(relation.columns, one.name)
  store.set(column, 'name', to)
  for (const one of all) store.put(relation.columns, one.name, one)
}

function renameConstraint(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  const constraint = relation.constraints.get(from)
  if (!constraint) {
    missing(session, {
      sqlstate: '42704',
      message: `constraint "${from}" for table "${relation.name}" does not exist`,
      kind: 'constraint',
      name: { schema: relation.schema.name, name: `${relation.name}.${from}` },
    })
  }
  if (constraint.index) {
    claimRelationName(session, constraint.index.schema, to)
    renameRelation(session, constraint.index, to)
  } else if (relation.constraints.has(to)) refuseTaken('constraint', to, relation)
  moveConstraint(session, constraint, to)
}

function refuseTaken(word: string, name: string, relation: Relation): never {
  throw new Refusal('42710', `${word} "${name}" for relation "${relation.name}" already exists`, {
    subject: { fault: 'existing', kind: 'constraint', schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

function renameDomainConstraint(session: Session, node: RenameStmt, to: string): void {
  const address = addressOf(session, 'OBJECT_DOMAIN', node.object)
  const type = address.entity ?? address.refuse()
  if (type.class !== 'type') return
  const constraint = type.constraints.get(node.subname ?? '')
  if (!constraint) throw new Refusal('42704', `constraint "${node.subname}" for domain ${type.name} does not exist`)
  moveConstraint(session, constraint, to)
}

function renamePart(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  const word = node.renameType === 'OBJECT_TRIGGER' ? 'trigger' : node.renameType === 'OBJECT_RULE' ? 'rule' : 'policy'
  const maps = { trigger: relation.triggers, rule: relation.rules, policy: relation.policies }
  const part = maps[word].get(from)
  if (!part) {
    missing(session, {
      sqlstate: '42704',
      message: `${word} "${from}" for table "${relation.name}" does not exist`,
      kind: word,
      name: { schema: relation.schema.name, name: `${relation.name}.${from}` },
    })
  }
  if (maps[word].has(to)) refuseTaken(word, to, relation)
  session.record('rename', refOf(part), `${relation.name}.${to}`)
  const { store } = session
  const entry = <P extends { name: string }>(map: Map<string, P>, one: P) => {
    store.remove(map, from)
    store.set<{ name: string }, 'name'>(one, 'name', to)
    store.put(map, to, one)
  }
  if (part.class === 'trigger') entry(maps.trigger, part)
  else if (part.class === 'rule') entry(maps.rule, part)
  else entry(maps.policy, part)
}

function renameOther(session: Session, node: RenameStmt, to: string): void {
  const object = node.object ?? (node.subname === undefined ? undefined : { String: { sval: node.subname } })
  const address = addressOf(session, node.renameType, object)
  if (!address.entity && node.missing_ok) return
  const entity = address.entity ?? address.refuse()
  if (entity.system) return
  switch (entity.class) {
    case 'schema':
      return renameSchema(session, entity, to)
    case 'type':
      return renameUserType(session, entity, to)
    case 'routine':
      return renameRoutine(session, entity, to)
    case 'other': {
      session.record('rename', refOf(entity), to)
      const map = entity.schema ? entity.schema.others : session.store.globals
      session.store.remove(map, `${entity.kind}:${entity.name}`)
      session.store.set(entity, 'name', to)
      session.store.put(map, `${entity.kind}:${to}`, entity)
      return
    }
    default:
      throw new Unknowable(`renaming a ${otherKind(node.renameType)} is not simulated`)
  }
}

function renameSchema(session: Session, schema: Schema, to: string): void {
  if (session.schema(to)) {
    throw new Refusal('42P06', `schema "${to}" already exists`, {
      subject: { fault: 'existing', kind: 'schema', schema: null, name: to },
    })
  }
  session.record('rename', refOf(schema), to)
  session.store.remove(session.store.schemas, schema.name)
  session.store.set(schema, 'name', to)
  session.store.put(session.store.schemas, to, schema)
}

function renameUserType(session: Session, type: Type, to: string): void {
  claimTypeName(session, type.schema, to)
  session.record('rename', refOf(type), to)
  if (type.relation?.kind === 'composite type') renameRelation(session, type.relation, to)
  renameType(session, type, to)
}

function renameRoutine(session: Session, routine: Routine, to: string): void {
  const { store } = session
  const { schema } = routine
  const there = schema.routines.get(to) ?? []
  if (there.some((other) => sameTypes(other.inputs, routine.inputs))) {
    throw new Refusal('42723', `function ${to} already exists in schema "${schema.name}"`, {
      subject: { fault: 'existing', kind: 'routine', schema: schema.name, name: to },
    })
  }
  session.record('rename', refOf(routine), to)
  const rest = (schema.routines.get(routine.name) ?? []).filter((other) => other !== routine)
  if (rest.length > 0) store.put(schema.routines, routine.name, rest)
  else store.remove(schema.routines, routine.name)
  store.set(routine, 'name', to)
  store.put(schema.routines, to, [...there, routine])
}

/** `ALTER … SET SCHEMA`. */
export function setSchema(session: Session, node: AlterObjectSchemaStmt): void {
  const relation = node.relation ? findRelation(session, nameOf(node.relation)) : null
  if (node.relation && !relation) {
    if (node.missing_ok) return
    requireRelation(session, node.relation)
  }
  const to = session.schema(node.newschema ?? '') ?? missingSchema(session, node.newschema ?? '')
  if (relation) {
    moveRelation(session, relation, to)
    return
  }
  const address = addressOf(session, node.objectType, node.object)
  if (!address.entity && node.missing_ok) return
  moveOther(session, address.entity ?? address.refuse(), to)
}

function moveRelation(session: Session, relation: Relation, to: Schema): void {
  const { store } = session
  if (relation.schema === to) return
  claimRelationName(session, to, relation.name)
  for (const constraint of relation.constraints.values()) {
    store.unnameConstraint(relation.schema, constraint)
    store.nameConstraint(to, constraint)
  }
  session.record('move', refOf(relation), to.name)
  store.remove(relation.schema.relations, relation.name)
  store.undepend(relation, (edge) => edge.to === relation.schema)
  store.set(relation, 'schema', to)
  store.put(to.relations, relation.name, relation)
  store.depend(relation, to, 'normal')
  if (relation.rowType) moveType(session, relation.rowType, to)
  for (const index of relation.indexes) moveRelation(session, index, to)
  for (const column of relation.columns.values()) {
    for (const edge of [...(column.dependents ?? [])]) {
      const { from } = edge
      if (from.class === 'relation' && from.kind === 'sequence' && edge.type !== 'normal')
        moveRelation(session, from, to)
    }
  }
}

function moveType(session: Session, type: Type, to: Schema): void {
  const { store } = session
  store.remove(type.schema.types, type.name)
  store.undepend(type, (edge) => edge.to === type.schema)
  store.set(type, 'schema', to)
  store.put(to.types, type.name, type)
  if (!type.relation || type.relation.kind === 'composite type') store.depend(type, to, 'normal')
  if (type.array) moveType(session, type.array, to)
}

function moveOther(session: Session, entity: Entity, to: Schema): void {
  const { store } = session
  session.record('move', refOf(entity), to.name)
  switch (entity.class) {
    case 'type':
      claimTypeName(session, to, entity.name)
      if (entity.relation?.kind === 'composite type') moveRelation(session, entity.relation, to)
      else moveType(session, entity, to)
      return
    case 'routine': {
      const rest = (entity.schema.routines.get(entity.name) ?? []).filter((other) => other !== entity)
      if (rest.length > 0) store.put(entity.schema.routines, entity.name, rest)
      else store.remove(entity.schema.routines, entity.name)
      store.set(entity, 'schema', to)
      store.put(to.routines, entity.name, [...(to.routines.get(entity.name) ?? []), entity])
      return
    }
    default:
      if (entity.class === 'extension') store.set(entity, 'schema', to)
  }
}
