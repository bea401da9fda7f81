import type { CommentStmt } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import type { Session } from './session.ts'

/** `COMMENT ON`: what it names must be there. */
export function comment(session: Session, node: CommentStmt): void {
  if (node.objtype === 'OBJECT_DATABASE' || node.objtype === 'OBJECT_ROLE' || node.objtype === 'OBJECT_TABLESPACE')
    return
  if (node.objtype === 'OBJECT_LARGEOBJECT') return
  const address = addressOf(session, node.objtype, node.object)
  if (!address.entity) address.refuse()
}
