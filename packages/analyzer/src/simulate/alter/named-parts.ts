import { findRelation, missing } from '../names.ts'
import type { Action } from './action.ts'

export function requireTrigger({ session, relation, command }: Action): void {
  const name = command.name ?? ''
  if (relation.triggers.has(name)) return
  missing(session, {
    sqlstate: '42704',
    message: `trigger "${name}" for table "${relation.name}" does not exist`,
    kind: 'trigger',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

export function requireRule({ session, relation, command }: Action): void {
  const name = command.name ?? ''
  if (relation.rules.has(name)) return
  missing(session, {
    sqlstate: '42704',
    message: `rule "${name}" for relation "${relation.name}" does not exist`,
    kind: 'rule',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

export function requireIndex({ session, relation, command }: Action): void {
  const name = { schema: relation.schema.name, name: command.name ?? '' }
  const index = findRelation(session, name)
  if (index?.index?.table === relation) return
  const message = `index "${name.name}" for table "${relation.name}" does not exist`
  missing(session, { sqlstate: '42704', message, kind: 'relation', name })
}

export function replicaIdentity(action: Action): void {
  const { command } = action
  const node = command.def && 'ReplicaIdentityStmt' in command.def ? command.def.ReplicaIdentityStmt : {}
  if (node.name) requireIndex({ ...action, command: { ...command, name: node.name } })
  for (const { name, index } of action.relation.indexes)
    if (index) action.session.store.set(index, 'replicaIdentity', name === node.name)
}
