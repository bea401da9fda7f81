import type {
  AlterDefaultPrivilegesStmt,
  AlterRoleStmt,
  CreateRoleStmt,
  DropOwnedStmt,
  DropRoleStmt,
  GrantRoleStmt,
  Node,
  ReassignOwnedStmt,
  RoleSpec,
} from '@migration-doctor/sql'
import { existing, missingSchema, stringOf } from './names.ts'
import { refusePrivileges } from './privileges.ts'
import { Refusal, Unknowable } from './refusal.ts'
import { requireRole } from './role.ts'
import type { Session } from './session.ts'

const rolesIn = (nodes: readonly Node[] | undefined): readonly RoleSpec[] =>
  (nodes ?? []).flatMap((item) => ('RoleSpec' in item ? [item.RoleSpec] : []))

export function createRole(session: Session, node: CreateRoleStmt): void {
  const name = node.role ?? ''
  if (name.startsWith('pg_')) throw new Refusal('42939', `role name "${name}" is reserved`)
  if (session.roles.has(name) || name === 'postgres') {
    const message = `role "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  session.store.add(session.roles, name)
}

/** What a role owns, and what it was granted, keeps it from being dropped; neither is kept here. */
export function dropRole(session: Session, node: DropRoleStmt): void {
  for (const role of rolesIn(node.roles)) {
    const name = role.rolename ?? ''
    if (!session.roles.has(name)) {
      if (!node.missing_ok) requireRole(session, role)
      continue
    }
    if (usedRoles.get(session)?.has(name)) throw new Unknowable(`whether role ${name} still owns anything is not known`)
    session.store.drop(session.roles, name)
  }
}

const usedRoles = new WeakMap<Session, Set<string>>()

/** A statement gave something to a role. */
export function noteRole(session: Session, role: RoleSpec | undefined): void {
  if (!role?.rolename) return
  const used = usedRoles.get(session) ?? new Set()
  usedRoles.set(session, used.add(role.rolename))
}

export function alterRole(session: Session, node: AlterRoleStmt): void {
  requireRole(session, node.role)
  for (const item of node.options ?? []) {
    if ('DefElem' in item && item.DefElem.arg && 'List' in item.DefElem.arg) {
      for (const member of rolesIn(item.DefElem.arg.List.items)) requireRole(session, member)
    }
  }
}

export function grantRole(session: Session, node: GrantRoleStmt): void {
  for (const item of node.granted_roles ?? []) {
    if ('AccessPriv' in item)
      requireRole(session, { roletype: 'ROLESPEC_CSTRING', rolename: item.AccessPriv.priv_name ?? '' })
  }
  for (const role of rolesIn(node.grantee_roles)) requireRole(session, role)
}

/** `ALTER DEFAULT PRIVILEGES`: schemas and roles must be there. */
export function alterDefaultPrivileges(session: Session, node: AlterDefaultPrivilegesStmt): void {
  let inSchema = false
  for (const item of node.options ?? []) {
    if (!('DefElem' in item) || !item.DefElem.arg || !('List' in item.DefElem.arg)) continue
    const items = item.DefElem.arg.List.items
    if (item.DefElem.defname === 'schemas') {
      inSchema = true
      for (const name of (items ?? []).map(stringOf)) if (!session.schema(name)) missingSchema(session, name)
    } else for (const role of rolesIn(items)) requireRole(session, role)
  }
  if (node.action) refusePrivileges(session, { ...node.action, targtype: 'ACL_TARGET_DEFAULTS' })
  if (inSchema && node.action?.objtype === 'OBJECT_SCHEMA') {
    throw new Refusal('0LP01', 'cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS')
  }
  for (const role of rolesIn(node.action?.grantees)) {
    requireRole(session, role)
    noteRole(session, role)
  }
}

export function reassignOwned(session: Session, node: ReassignOwnedStmt): void {
  for (const role of [...rolesIn(node.roles), node.newrole]) requireRole(session, role)
}

export function dropOwned(session: Session, node: DropOwnedStmt): void {
  const roles = rolesIn(node.roles)
  for (const role of roles) requireRole(session, role)
  const used = usedRoles.get(session)
  const owns = roles.some(
    ({ roletype, rolename }) =>
      roletype !== 'ROLESPEC_CSTRING' || !rolename || used?.has(rolename) || !session.roles.has(rolename),
  )
  if (owns) throw new Unknowable('DROP OWNED depends on who owns what', null)
}
