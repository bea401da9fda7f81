import type { DropStmt, Node } from '@migration-doctor/sql'
import type { Address } from './address.ts'
import { addressOf, partsOf } from './addresses.ts'
import { dropAll } from './depend.ts'
import { stringOf } from './names.ts'
import type { Entity } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** `DROP …`. */
export function dropObjects(session: Session, node: DropStmt): void {
  if (node.concurrent && session.inBlock) {
    throw new Refusal('25001', 'DROP INDEX CONCURRENTLY cannot run inside a transaction block')
  }
  if (node.concurrent) refuseBesides(node)
  const targets: Entity[] = []
  for (const item of node.objects ?? []) {
    const address = addressed(session, node, item)
    if (!address) continue
    if (address.entity) targets.push(address.entity)
    else if (!node.missing_ok) address.refuse()
    else if (!dropsAtOnce(node)) refuseIfUnsure(session, item, node.removeType)
  }
  for (const target of targets) refuseKind(target, node)
  const [index] = targets
  if (node.concurrent && index?.class === 'relation' && index.index?.table.kind === 'partitioned table')
    throw new Refusal('0A000', `cannot drop partitioned index "${index.name}" concurrently`)
  const own = targets.filter((target) => !target.system)
  if (own.length < targets.length) {
    const system = targets.find((target) => target.system)
    throw new Refusal('2BP01', `cannot drop ${system?.name} because it is required by the database system`)
  }
  if (own.length > 0) dropAll(session, own, node.behavior === 'DROP_CASCADE')
}

/** CONCURRENTLY drops one index, and nothing with it. */
function refuseBesides({ objects, behavior }: DropStmt): void {
  if ((objects?.length ?? 0) > 1)
    throw new Refusal('0A000', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects')
  if (behavior === 'DROP_CASCADE') throw new Refusal('0A000', 'DROP INDEX CONCURRENTLY does not support CASCADE')
}

/** With IF EXISTS even what the name is made of may be missing: `null` then. */
function addressed(session: Session, node: DropStmt, item: Node): Address | null {
  if (!node.missing_ok) return addressOf(session, node.removeType, item)
  try {
    return addressOf(session, node.removeType, item)
  } catch (error) {
    if (error instanceof Refusal && error.subject?.fault === 'missing') return null
    throw error
  }
}

function refuseKind(target: Entity, { removeType }: DropStmt): void {
  if (target.class === 'routine' && target.kind === 'aggregate' && removeType === 'OBJECT_FUNCTION') {
    throw new Refusal('42809', `"${target.name}" is an aggregate function`)
  }
  if (target.class === 'relation' && target.system && target.schema.name === 'pg_catalog') {
    throw new Refusal('42501', `permission denied: "${target.name}" is a system catalog`)
  }
}

/** Whether the object goes whatever it is: nothing depends on it, or what does goes along. */
function dropsAtOnce({ removeType, behavior }: DropStmt): boolean {
  const alone = removeType === 'OBJECT_TRIGGER' || removeType === 'OBJECT_POLICY' || removeType === 'OBJECT_RULE'
  return alone || behavior === 'DROP_CASCADE'
}

/** With IF EXISTS a missing object is fine, but an object that may exist cannot be known to be gone. */
function refuseIfUnsure(session: Session, item: Node, removeType?: DropStmt['removeType']): void {
  const name = partsOf(item).map(stringOf).at(-1) ?? ''
  if (removeType === 'OBJECT_EXTENSION') session.unwantedExtensions.add(name)
  if (name !== '' && session.isTainted(name)) throw new Unknowable(`an unreadable statement may have made ${name}`)
}
