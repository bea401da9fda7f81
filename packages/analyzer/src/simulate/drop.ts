import type { DropStmt, Node } from '@migration-doctor/sql'
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
  const targets: Entity[] = []
  for (const item of node.objects ?? []) {
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
