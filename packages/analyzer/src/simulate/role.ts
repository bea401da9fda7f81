import type { RoleSpec } from '@migration-doctor/sql'
import { Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** Roles belong to the server, not to the history: one that is not built in may or may not be there. */
export function requireRole(session: Session, role: RoleSpec | undefined): void {
  if (role?.roletype !== 'ROLESPEC_CSTRING') return
  const name = role.rolename ?? ''
  if (session.system.catalog.others.has(`role:${name}`) || name === 'postgres') return
  if (session.roles.has(name) || session.platform?.isRole(name)) return
  throw new Unknowable(`role ${name} belongs to the server, not to the history`)
}
