import type { AlterDomainStmt, CreateExtensionStmt, CreateSchemaStmt, VariableSetStmt } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { storedIn } from './change-type.ts'
import { dropAll } from './depend.ts'
import { claimContent } from './extension-contents.ts'
import { stringOf, targetSchema } from './names.ts'
import type { Column, Type } from './objects.ts'
import { analyzeExpression, bareScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { addDomainCheck, addDomainNotNull } from './type-statements.ts'

/** `CREATE SCHEMA`; the statements inside it are run by the caller. */
export function createSchema(session: Session, node: CreateSchemaStmt): void {
  const name = node.schemaname ?? node.authrole?.rolename ?? ''
  const there = session.schema(name)
  if (there && node.if_not_exists) return
  if (there) {
    throw new Refusal('42P06', `schema "${name}" already exists`, {
      subject: { fault: 'existing', kind: 'schema', schema: null, name },
    })
  }
  if (name.startsWith('pg_')) throw new Refusal('42939', `unacceptable schema name "${name}"`)
  session.store.newSchema(name)
  session.record('create', { kind: 'schema', schema: name, name })
}

/** `ALTER DOMAIN`. */
export function alterDomain(session: Session, node: AlterDomainStmt): void {
  const address = addressOf(session, 'OBJECT_DOMAIN', { List: { items: node.typeName ?? [] } })
  const type = address.entity ?? address.refuse()
  if (type.class !== 'type') return
  // 'C' adds, 'X' drops a constraint; 'T', 'N', 'O', 'V' set the default, drop and set NOT NULL, validate.
  if (node.subtype === 'C' && node.def && 'Constraint' in node.def) {
    const { conname, raw_expr, contype, skip_validation } = node.def.Constraint
    const wish = { name: conname, expression: raw_expr, validated: !skip_validation }
    if (contype === 'CONSTR_CHECK') addDomainCheck(session, type, wish)
    if (contype === 'CONSTR_CHECK' && !skip_validation) refuseStored(type)
    if (contype === 'CONSTR_NOTNULL' && !type.notNull) addDomainNotNull(session, type, conname)
  } else if (node.subtype === 'T' && node.def && type.base) {
    const target = { type: type.base, what: 'default' as const, column: type.name }
    analyzeExpression(session, node.def, bareScope('default'), target)
  } else if (node.subtype === 'X') {
    const constraint = type.constraints.get(node.name ?? '')
    if (constraint) dropAll(session, [constraint], node.behavior === 'DROP_CASCADE')
    else if (!node.missing_ok) {
      throw new Refusal('42704', `constraint "${node.name}" of domain "${type.name}" does not exist`)
    }
  } else if (node.subtype === 'V') validateDomain(type, node.name ?? '', session)
  else if (node.subtype === 'O' || node.subtype === 'N') setDomainNotNull(session, type, node.subtype === 'O')
}

/** Values inside of arrays, rows and ranges are not looked at, so there must not be any: `get_rels_with_domain`. */
function refuseStored(type: Type): void {
  const refuse = (column: Column | null) => {
    if (!column) return
    const where = `${column.relation.name}.${column.name}`
    throw new Refusal('0A000', `cannot alter type "${type.name}" because column "${where}" uses it`)
  }
  if (type.array) refuse(storedIn(type.array))
  for (const { from } of type.dependents ?? []) {
    if (from.class === 'type' && from !== type.array) {
      if (from.kind === 'domain') refuseStored(from)
      else refuse(storedIn(from))
    }
    const rows = from.class === 'column' ? from.relation.rowType : null
    if (rows) refuse(storedIn(rows))
  }
}

function setDomainNotNull(session: Session, type: Type, value: boolean): void {
  if (type.notNull === value) return
  const own = [...type.constraints.values()].find((one) => one.type === 'not null')
  if (value) refuseStored(type)
  if (value) addDomainNotNull(session, type, undefined)
  else if (own) dropAll(session, [own], false)
  else session.store.set(type, 'notNull', false)
}

function validateDomain(type: Type, name: string, session: Session): void {
  const constraint = type.constraints.get(name)
  if (constraint && constraint.type !== 'check')
    throw new Refusal('42809', `constraint "${name}" of domain "${type.name}" is not a check constraint`)
  if (constraint && !constraint.validated) refuseStored(type)
  if (constraint) session.store.set(constraint, 'validated', true)
  else throw new Refusal('42704', `constraint "${name}" of domain "${type.name}" does not exist`)
}

/** `SET search_path`, `SET check_function_bodies`; other settings do not touch the catalog. */
export function setVariable(session: Session, node: VariableSetStmt): void {
  if (node.kind === 'VAR_RESET_ALL') {
    session.setChecking(true)
    session.resetSearchPath()
  }
  if (node.name === 'check_function_bodies') {
    const text = argumentTexts(node)[0] ?? 'on'
    session.setChecking(!['off', 'false', '0', 'no'].includes(text.toLowerCase()))
  }
  if (node.name !== 'search_path') return
  if (node.kind === 'VAR_SET_VALUE') session.setSearchPath(argumentTexts(node), node.is_local ?? false)
  else session.resetSearchPath(node.is_local)
}

function argumentTexts(node: VariableSetStmt): readonly string[] {
  return (node.args ?? []).map((item) => {
    if (!('A_Const' in item)) return ''
    return item.A_Const.sval?.sval ?? String(item.A_Const.ival?.ival ?? item.A_Const.boolval?.boolval ?? '')
  })
}

/** `CREATE EXTENSION`: what it brings is known, opaque, or nothing at all is known of it. */
export function createExtension(session: Session, node: CreateExtensionStmt): void {
  const name = node.extname ?? ''
  if (session.store.extensions.has(name)) {
    if (node.if_not_exists) return
    throw new Refusal('42710', `extension "${name}" already exists`, {
      subject: { fault: 'existing', kind: 'extension', schema: null, name },
    })
  }
  installExtension(session, name, { schema: optionText(node, 'schema'), cascade: hasOption(node, 'cascade') })
}

function optionText(node: CreateExtensionStmt, name: string): string | null {
  for (const item of node.options ?? []) {
    if ('DefElem' in item && item.DefElem.defname === name) return stringOf(item.DefElem.arg)
  }
  return null
}

function hasOption(node: CreateExtensionStmt, name: string): boolean {
  return (node.options ?? []).some((item) => 'DefElem' in item && item.DefElem.defname === name)
}

function installExtension(session: Session, name: string, wish: { schema: string | null; cascade: boolean }): void {
  const known = session.system.builtins.extension(name)
  for (const required of known?.requires ?? []) {
    if (session.store.extensions.has(required)) continue
    if (!wish.cascade) throw new Refusal('42704', `required extension "${required}" is not installed`)
    installExtension(session, required, wish)
  }
  const schemaName = known?.schema ?? wish.schema
  const schema = extensionSchema(session, schemaName, known?.schema === schemaName)
  const content = known ? session.system.content(known) : null
  if (known) claimContent(session, schema, known)
  const extension = {
    ...session.store.base(name),
    class: 'extension' as const,
    schema,
    opaque: content === null,
    content,
  }
  session.store.put(session.store.extensions, name, extension)
  session.record('create', { kind: 'extension', schema: '', name })
  session.store.depend(extension, schema, 'normal')
  if (content) session.store.add(schema.guests, content)
  else session.addOpaqueExtension(name)
}

function extensionSchema(session: Session, name: string | null, ownSchema: boolean) {
  if (name === null) return targetSchema(session, { schema: null, name: '' })
  const found = session.schema(name)
  if (found) return session.writable(found)
  if (ownSchema) return session.store.newSchema(name)
  return targetSchema(session, { schema: name, name: '' })
}
