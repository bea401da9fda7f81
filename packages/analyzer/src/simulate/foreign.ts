import type {
  AlterFdwStmt,
  AlterForeignServerStmt,
  AlterUserMappingStmt,
  CreateFdwStmt,
  CreateForeignServerStmt,
  CreateForeignTableStmt,
  CreateUserMappingStmt,
  DropUserMappingStmt,
  ImportForeignSchemaStmt,
  Node,
  RoleSpec,
} from '@migration-doctor/sql'
import { createTable } from './create-table.ts'
import { makeOther, requireGlobal } from './definition.ts'
import { removeEntity } from './depend.ts'
import { existing, findRelation, missing, missingSchema, nameOf, qualifiedName, stringOf } from './names.ts'
import type { Other } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import { requireRole } from './role.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'

/** Options may be given once each. */
function refuseRepeatedOptions(options: readonly Node[] | undefined): void {
  const seen = new Set<string>()
  for (const item of options ?? []) {
    if (!('DefElem' in item)) continue
    const name = item.DefElem.defname ?? ''
    if (seen.has(name)) throw new Refusal('42710', `option "${name}" provided more than once`)
    seen.add(name)
  }
}

/** HANDLER and VALIDATOR: functions that must be there. */
function requireSupport(session: Session, wrapper: Other, options: readonly Node[] | undefined): void {
  for (const item of options ?? []) {
    if (!('DefElem' in item) || !item.DefElem.arg || !('List' in item.DefElem.arg)) continue
    const isHandler = item.DefElem.defname === 'handler'
    const name = qualifiedName(item.DefElem.arg.List.items)
    const inputs = isHandler ? [] : ['_text', 'oid'].map((one) => session.system.type(one))
    const routine = requireRoutine(session, name, inputs)
    if (isHandler && routine.returns?.name !== 'fdw_handler' && routine.returns?.kind !== 'unknown') {
      throw new Refusal('42809', `function ${name.name} must return type fdw_handler`)
    }
    session.store.depend(wrapper, routine, 'normal')
  }
}

export function createWrapper(session: Session, node: CreateFdwStmt): void {
  const wrapper = makeOther(session, {
    kind: 'foreign data wrapper',
    word: 'foreign-data wrapper',
    name: node.fdwname ?? '',
    schema: null,
  })
  if (!wrapper) return
  requireSupport(session, wrapper, node.func_options)
  refuseRepeatedOptions(node.options)
}

export function alterWrapper(session: Session, node: AlterFdwStmt): void {
  const wrapper = requireGlobal(session, 'foreign data wrapper', node.fdwname ?? '')
  requireSupport(session, wrapper, node.func_options)
}

export function createServer(session: Session, node: CreateForeignServerStmt): void {
  const name = node.servername ?? ''
  const kind = 'foreign server'
  if (session.store.globals.has(`${kind}:${name}`)) {
    if (node.if_not_exists) return
    makeOther(session, { kind, word: 'server', name, schema: null })
  }
  const wrapper = requireGlobal(session, 'foreign data wrapper', node.fdwname ?? '')
  const server = makeOther(session, { kind, word: 'server', name, schema: null })
  refuseRepeatedOptions(node.options)
  if (server) session.store.depend(server, wrapper, 'normal')
}

function requireServer(session: Session, name: string | undefined): Other {
  return requireGlobal(session, 'foreign server', name ?? '')
}

export function alterServer(session: Session, node: AlterForeignServerStmt): void {
  requireServer(session, node.servername)
}

const userOf = (role: RoleSpec | undefined): string => {
  if (role?.roletype === 'ROLESPEC_PUBLIC') return 'public'
  return role?.roletype === 'ROLESPEC_CSTRING' ? (role.rolename ?? '') : 'current user'
}

const mappingKind = 'user mapping'

/** A mapping has no name: it is that of a user on a server. */
function findMapping(user: RoleSpec | undefined, server: Other): Other | null {
  const name = `${userOf(user)}@`
  for (const { from } of server.dependents ?? []) {
    if (from.class === 'other' && from.kind === mappingKind && from.name.startsWith(name)) return from
  }
  return null
}

export function createMapping(session: Session, node: CreateUserMappingStmt): void {
  requireRole(session, node.user)
  const server = requireServer(session, node.servername)
  const name = `${userOf(node.user)}@${server.born}`
  if (findMapping(node.user, server)) {
    if (node.if_not_exists) return
    const message = `user mapping for "${userOf(node.user)}" already exists for server "${node.servername}"`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const mapping = makeOther(session, { kind: mappingKind, name, schema: null })
  if (mapping) session.store.depend(mapping, server, 'normal')
}

function requireMapping(session: Session, node: { user?: RoleSpec; servername?: string }): Other {
  const found = findMapping(node.user, requireServer(session, node.servername))
  if (found) return found
  const name = `${userOf(node.user)}@${node.servername}`
  const message = `user mapping for "${userOf(node.user)}" does not exist for server "${node.servername}"`
  return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
}

export function alterMapping(session: Session, node: AlterUserMappingStmt): void {
  requireRole(session, node.user)
  requireMapping(session, node)
}

export function dropMapping(session: Session, node: DropUserMappingStmt): void {
  const server = session.store.globals.get(`foreign server:${node.servername}`)
  if (node.missing_ok && (!server || !findMapping(node.user, server))) return
  requireRole(session, node.user)
  removeEntity(session, requireMapping(session, node))
}

export function createForeignTable(session: Session, node: CreateForeignTableStmt): void {
  const before = findRelation(session, nameOf(node.base?.relation))
  createTable(session, node.base ?? {}, 'foreign table')
  const table = findRelation(session, nameOf(node.base?.relation))
  if (!table || table === before) return
  const server = requireServer(session, node.servername)
  refuseRepeatedOptions(node.options)
  session.store.depend(table, server, 'normal')
}

/** Which tables the other server has is not known; those that LIMIT TO names are all that may be made. */
export function importSchema(session: Session, node: ImportForeignSchemaStmt): void {
  requireServer(session, node.server_name)
  const schema = node.local_schema ?? ''
  if (!session.schema(schema)) missingSchema(session, schema)
  const limited = node.list_type === 'FDW_IMPORT_SCHEMA_LIMIT_TO'
  const names = (node.table_list ?? []).map((item) =>
    'RangeVar' in item ? (item.RangeVar.relname ?? '') : stringOf(item),
  )
  throw new Unknowable('what the foreign server has is not known', limited ? names : null)
}
