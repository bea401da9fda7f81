import { kindOf, type Statement } from '@migration-doctor/sql'

const kinds: ReadonlySet<string> = new Set([
  'AlterDatabaseRefreshCollStmt',
  'AlterDatabaseSetStmt',
  'AlterDatabaseStmt',
  'AlterRoleSetStmt',
  'AlterRoleStmt',
  'AlterSystemStmt',
  'AlterTableSpaceOptionsStmt',
  'CreateRoleStmt',
  'CreateSubscriptionStmt',
  'CreateTableSpaceStmt',
  'CreatedbStmt',
  'DropOwnedStmt',
  'DropRoleStmt',
  'DropSubscriptionStmt',
  'DropTableSpaceStmt',
  'DropdbStmt',
  'GrantRoleStmt',
  'LoadStmt',
  'ReassignOwnedStmt',
])

const objects: ReadonlySet<string> = new Set(['OBJECT_DATABASE', 'OBJECT_ROLE', 'OBJECT_TABLESPACE'])

/** Whether a statement changes the server beyond one database (roles, other databases, settings) or its files. */
export function concernsWholeServer({ node }: Statement): boolean {
  if ('RenameStmt' in node) return objects.has(node.RenameStmt.renameType ?? '')
  if ('AlterOwnerStmt' in node) return objects.has(node.AlterOwnerStmt.objectType ?? '')
  if ('GrantStmt' in node) return objects.has(node.GrantStmt.objtype ?? '')
  if ('CopyStmt' in node) return node.CopyStmt.is_program === true || node.CopyStmt.filename !== undefined
  return kinds.has(kindOf(node))
}
