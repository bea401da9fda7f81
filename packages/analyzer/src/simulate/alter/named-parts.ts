import { findRelation, missing } from '../names.ts'
import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
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

/** `relreplident`, as the grammar gives it. */
const identities: Readonly<Record<string, Relation['replicaIdentity']>> = { i: 'index', f: 'full', n: 'nothing' }

export function replicaIdentity(action: Action): void {
  const { command, relation, session } = action
  const node = command.def && 'ReplicaIdentityStmt' in command.def ? command.def.ReplicaIdentityStmt : {}
  if (node.name) refuseUnfitIdentity(action, node.name)
  const { store } = session
  store.set(relation, 'replicaIdentity', identities[node.identity_type ?? ''])
  for (const { name, index } of relation.indexes) if (index) store.set(index, 'replicaIdentity', name === node.name)
}

/** An index by which rows are identified holds each of them, once, and at any moment. */
function refuseUnfitIdentity({ session, relation }: Action, name: string): void {
  const found = findRelation(session, { schema: relation.schema.name, name })
  if (!found) {
    const message = `index "${name}" for table "${relation.name}" does not exist`
    missing(session, { sqlstate: '42704', message, kind: 'relation', name: { schema: relation.schema.name, name } })
  }
  const { index } = found
  const refuse: (sqlstate: string, message: string) => never = (sqlstate, message) => {
    throw new Refusal(sqlstate, message)
  }
  if (!index) refuse('42809', `"${name}" is not an index`)
  if (index.table !== relation) refuse('42809', `"${name}" is not an index for table "${relation.name}"`)
  if (!index.unique) refuse('42809', `cannot use non-unique index "${name}" as replica identity`)
  if (index.deferrable) refuse('0A000', `cannot use non-immediate index "${name}" as replica identity`)
  if (index.keys.some(({ column }) => !column))
    refuse('0A000', `cannot use expression index "${name}" as replica identity`)
  if (index.hasPredicate) refuse('0A000', `cannot use partial index "${name}" as replica identity`)
  const nullable = index.keys.find(({ column }) => column && !column.notNull)?.column
  if (nullable) {
    const why = `because column "${nullable.name}" is nullable`
    refuse('42809', `index "${name}" cannot be used as replica identity ${why}`)
  }
}
