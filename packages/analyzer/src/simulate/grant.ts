import type { GrantStmt, Node } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { requireRelation } from './names.ts'
import { refusePrivileges, refuseRelationPrivileges } from './privileges.ts'
import { requireRole } from './role.ts'
import { noteRole } from './roles.ts'
import type { Session } from './session.ts'

/** `GRANT` and `REVOKE`: what they name must be there; privileges themselves are not kept. */
export function grant(session: Session, node: GrantStmt): void {
  refusePrivileges(session, node)
  if (node.targtype === 'ACL_TARGET_OBJECT') {
    for (const item of node.objects ?? []) requireGrantable(session, node, item)
  } else if (node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    for (const item of node.objects ?? []) {
      const address = addressOf(session, 'OBJECT_SCHEMA', item)
      if (!address.entity) address.refuse()
    }
  }
  for (const item of node.grantees ?? []) {
    if (!('RoleSpec' in item)) continue
    requireRole(session, item.RoleSpec)
    noteRole(session, item.RoleSpec)
  }
}

const ofTheServer: ReadonlySet<string> = new Set([
  'OBJECT_DATABASE',
  'OBJECT_TABLESPACE',
  'OBJECT_PARAMETER_ACL',
  'OBJECT_LARGEOBJECT',
])

function requireGrantable(session: Session, node: GrantStmt, item: Node): void {
  if ('RangeVar' in item) {
    const relation = requireRelation(session, item.RangeVar)
    refuseRelationPrivileges(session, relation, node)
    return
  }
  if (ofTheServer.has(node.objtype ?? '')) return
  const address = addressOf(session, node.objtype, item)
  if (!address.entity) address.refuse()
}
