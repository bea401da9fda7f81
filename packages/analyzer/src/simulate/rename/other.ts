import type { RenameStmt } from '@migration-doctor/sql'
import { addressOf, otherKind } from '../addresses.ts'
import { refOf } from '../depend.ts'
import type { Routine, Schema, Type } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { sameTypes } from '../routine/lookup.ts'
import type { Session } from '../session.ts'
import { refuseTakenName } from '../taken-name.ts'
import { claimTypeName, renameType } from '../types.ts'
import { renameRelation } from './move.ts'

export function renameOther(session: Session, node: RenameStmt, to: string): void {
  const object = node.object ?? (node.subname === undefined ? undefined : { String: { sval: node.subname } })
  const address = addressOf(session, node.renameType, object)
  if (!address.entity && node.missing_ok) return
  const entity = address.entity ?? address.refuse()
  if (entity.system) return
  switch (entity.class) {
    case 'schema':
      renameSchema(session, entity, to)
      return
    case 'type':
      renameUserType(session, entity, to)
      return
    case 'routine':
      renameRoutine(session, entity, to)
      return
    case 'other': {
      const map = entity.schema ? entity.schema.others : session.store.globals
      refuseTakenName(session, entity, { name: to, schema: entity.schema })
      session.record('rename', refOf(entity), to)
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
  if (to.startsWith('pg_')) throw new Refusal('42939', `unacceptable schema name "${to}"`)
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
