import type { AlterObjectSchemaStmt } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { refOf } from './depend.ts'
import { findRelation, missingSchema, nameOf, requireRelation } from './names.ts'
import type { Entity, Extension, Other, Relation, Schema, Type } from './objects.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import { refuseRenameKind } from './rename/relation.ts'
import type { Session } from './session.ts'
import { refuseTakenName } from './taken-name.ts'
import { claimTypeName } from './types.ts'

/** `ALTER … SET SCHEMA`. */
export function setSchema(session: Session, node: AlterObjectSchemaStmt): void {
  const relation = node.relation ? findRelation(session, nameOf(node.relation)) : null
  if (node.relation && !relation) {
    if (node.missing_ok) return
    requireRelation(session, node.relation)
  }
  const target = () =>
    session.writable(session.schema(node.newschema ?? '') ?? missingSchema(session, node.newschema ?? ''))
  if (relation) {
    const to = target()
    if (node.objectType) refuseRenameKind(relation, { renameType: node.objectType })
    refuseTemporary(session, relation.schema, to)
    moveRelation(session, relation, to)
    return
  }
  const address = addressOf(session, node.objectType, node.object)
  if (!address.entity && node.missing_ok) return
  moveOther(session, address.entity ?? address.refuse(), target())
}

/** Temporary objects stay where they are. */
function refuseTemporary(session: Session, from: Schema, to: Schema): void {
  const temporary = session.temporarySchemaIfMade()
  if (from === temporary || to === temporary)
    throw new Refusal('0A000', 'cannot move objects into or out of temporary schemas')
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
  store.tieToSchema(relation)
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
  store.tieToSchema(type)
  if (type.array) moveType(session, type.array, to)
}

function moveNamed(session: Session, entity: Other, to: Schema): void {
  const { schema, kind, name } = entity
  if (!schema || schema === to) return
  refuseTakenName(session, entity, { name, schema: to })
  const { store } = session
  store.remove(schema.others, `${kind}:${name}`)
  store.undepend(entity, (edge) => edge.to === schema)
  store.set(entity, 'schema', to)
  store.put(to.others, `${kind}:${name}`, entity)
  store.depend(entity, to, 'normal')
}

/** What it brought goes along. */
function moveExtension({ store }: Session, extension: Extension, to: Schema): void {
  if (extension.content) {
    store.drop(extension.schema.guests, extension.content)
    store.add(to.guests, extension.content)
  }
  store.set(extension, 'schema', to)
}

function moveOther(session: Session, entity: Entity, to: Schema): void {
  const { store } = session
  session.record('move', refOf(entity), to.name)
  switch (entity.class) {
    case 'type':
      if (entity.schema === to) return
      claimTypeName(session, to, entity.name)
      if (entity.relation?.kind === 'composite type') moveRelation(session, entity.relation, to)
      else moveType(session, entity, to)
      return
    case 'routine': {
      const rest = (entity.schema.routines.get(entity.name) ?? []).filter((other) => other !== entity)
      if (rest.length > 0) store.put(entity.schema.routines, entity.name, rest)
      else store.remove(entity.schema.routines, entity.name)
      store.undepend(entity, (edge) => edge.to === entity.schema)
      store.set(entity, 'schema', to)
      store.depend(entity, to, 'normal')
      store.put(to.routines, entity.name, [...(to.routines.get(entity.name) ?? []), entity])
      return
    }
    case 'other':
      moveNamed(session, entity, to)
      return
    default:
      if (entity.class === 'extension') moveExtension(session, entity, to)
  }
}
