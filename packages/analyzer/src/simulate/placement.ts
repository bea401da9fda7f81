import { missing } from './names.ts'
import { worldOf } from './query/world.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** TABLESPACE: the server has two of its own; what others it has, the history does not tell. */
export function requireTablespace(session: Session, name: string | undefined): void {
  if (!name || name === 'pg_default') return
  if (name === 'pg_global') {
    throw new Refusal('22023', 'only shared relations can be placed in pg_global tablespace')
  }
  if (session.store.globals.has(`tablespace:${name}`)) return
  throw new Unknowable(`tablespace ${name} belongs to the server, not to the history`)
}

const indexMethods: ReadonlySet<string> = new Set(['btree', 'hash', 'gist', 'gin', 'spgist', 'brin'])

/** USING of a table: an access method for tables. */
export function requireTableMethod(session: Session, name: string | undefined): void {
  if (!name || name === 'heap') return
  if (indexMethods.has(name)) throw new Refusal('42809', `access method "${name}" is not of type TABLE`)
  const world = worldOf(session)
  if (world.hasAccessMethod(name) || world.isOpen) return
  missing(session, {
    sqlstate: '42704',
    message: `access method "${name}" does not exist`,
    kind: 'other',
    name: { schema: null, name },
  })
}
