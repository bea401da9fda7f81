import type { Node } from '@migration-doctor/sql'
import { claimsOf } from '../../claims.ts'
import { filtered } from '../mapped.ts'
import type { Session } from '../session.ts'

/** All names that stand in a statement. */
function namesIn(node: Node): readonly string[] {
  const names = new Set<string>()
  gather(node, names)
  for (const claim of claimsOf(node)) names.add(claim.column ?? claim.name.split('.').at(-1) ?? '')
  names.delete('')
  return [...names]
}

/** Keys under which the parser keeps the names of objects. */
const nameKeys = new Set([
  'relname',
  'schemaname',
  'colname',
  'conname',
  'idxname',
  'indexname',
  'trigname',
  'policy_name',
  'newname',
  'subname',
  'name',
  'extname',
  'rulename',
  'newVal',
  'oldVal',
  'newschema',
])

function gather(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) gather(item, names)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') {
        if (nameKeys.has(key) || key === 'sval') names.add(inner)
      } else if (key !== 'typeName' && key !== 'raw_expr') gather(inner, names)
    }
  }
}

const roleCatalogs = ['pg_roles', 'pg_authid', 'pg_user', 'pg_shadow']

/** The roles that a question to PostgreSQL's list of roles may be about. */
export function rolesAskedFor(question: Node): readonly string[] {
  const names = new Set<string>()
  gather(question, names)
  return roleCatalogs.some((catalog) => names.has(catalog)) ? [...names] : []
}

/** Statements that leave the catalog as it is. */
export function isHarmless(node: Node): boolean {
  return (
    ('SelectStmt' in node && node.SelectStmt.intoClause === undefined) ||
    'InsertStmt' in node ||
    'UpdateStmt' in node ||
    'DeleteStmt' in node ||
    'MergeStmt' in node ||
    'CopyStmt' in node ||
    'TruncateStmt' in node ||
    'CommentStmt' in node ||
    'GrantStmt' in node ||
    'GrantRoleStmt' in node ||
    'AlterOwnerStmt' in node ||
    'LockStmt' in node ||
    'VacuumStmt' in node ||
    'ReindexStmt' in node ||
    'RefreshMatViewStmt' in node ||
    'CreateRoleStmt' in node ||
    'AlterRoleStmt' in node ||
    'AlterRoleSetStmt' in node ||
    'DropRoleStmt' in node ||
    'AlterDatabaseStmt' in node ||
    'AlterDatabaseSetStmt' in node ||
    'AlterDefaultPrivilegesStmt' in node ||
    'VariableSetStmt' in node
  )
}

/** Taints what a statement names, unless it leaves the catalog as it is. */
export function taintStatement(session: Session, node: Node): void {
  if (!isHarmless(node)) session.taint(objectNames(session, node))
}

/** The names in a statement that are not schemas it only goes through. */
export function objectNames(session: Session, node: Node): readonly string[] {
  const aboutSchemas =
    'CreateSchemaStmt' in node ||
    ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_SCHEMA') ||
    ('RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_SCHEMA')
  const names = namesIn(node)
  return aboutSchemas ? names : filtered(names, (name) => session.schema(name) === null)
}
