import type {
  AlterOpFamilyStmt,
  CreateOpClassStmt,
  CreateOpFamilyStmt,
  Node,
  ObjectWithArgs,
} from '@migration-doctor/sql'
import { makeOther } from './definition.ts'
import { existing, findRoutines, missing, type QualifiedName, qualifiedName, shown, targetSchema } from './names.ts'
import type { Other, Routine, Schema, Type } from './objects.ts'
import { findOperator, operandName } from './operators.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { resolveType, shownType } from './types.ts'

/** `CREATE OPERATOR FAMILY`. */
export function createFamily(session: Session, node: CreateOpFamilyStmt): void {
  const name = qualifiedName(node.opfamilyname)
  const schema = targetSchema(session, name)
  requireMethod(session, node.amname ?? '')
  makeFamily(session, schema, { name: name.name, method: node.amname ?? '' })
}

function requireMethod(session: Session, name: string): void {
  if (worldOf(session).hasAccessMethod(name)) return
  const message = `access method "${name}" does not exist`
  missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
}

function makeFamily(session: Session, schema: Schema, { name, method }: { name: string; method: string }): Other {
  const key = `operator family for ${method}:${name}`
  if (schema.others.has(key)) {
    const message = `operator family "${name}" for access method "${method}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: schema.name, name } })
  }
  const family = session.store.newOther(`operator family for ${method}`, name, schema)
  session.record('create', { kind: 'operator family', schema: schema.name, name })
  return family
}

/** `CREATE OPERATOR CLASS`: with a family of its own name when none is given. */
export function createOperatorClass(session: Session, node: CreateOpClassStmt): void {
  const wanted = qualifiedName(node.opclassname)
  const schema = targetSchema(session, wanted)
  const method = node.amname ?? ''
  requireMethod(session, method)
  const type = resolveType(session, node.datatype, 'ignored').type
  const family = familyOf(session, schema, node)
  const uses = itemsOf(session, node.items, type)
  const { name } = wanted
  if (schema.others.has(`operator class for ${method}:${name}`)) {
    const message = `operator class "${name}" for access method "${method}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: schema.name, name } })
  }
  if (node.isDefault) refuseSecondDefault(session, method, type)
  const made = makeOther(session, { kind: `operator class for ${method}`, word: 'operator class', name, schema })
  if (!made) return
  session.store.depend(made, family, 'auto')
  session.store.depend(made, type, 'normal')
  for (const used of uses) session.store.depend(made, used, 'normal')
}

function familyOf(session: Session, schema: Schema, node: CreateOpClassStmt): Other {
  const method = node.amname ?? ''
  if (node.opfamilyname?.length) return requireFamily(session, method, qualifiedName(node.opfamilyname))
  const { name } = qualifiedName(node.opclassname)
  return schema.others.get(`operator family for ${method}:${name}`) ?? makeFamily(session, schema, { name, method })
}

function requireFamily(session: Session, method: string, name: QualifiedName): Other {
  const schemas = name.schema === null ? session.path() : [session.schema(name.schema)]
  for (const schema of schemas) {
    const found = schema?.others.get(`operator family for ${method}:${name.name}`)
    if (found) return found
  }
  const message = `operator family "${shown(name)}" does not exist for access method "${method}"`
  return missing(session, { sqlstate: '42704', message, kind: 'other', name })
}

function refuseSecondDefault(session: Session, method: string, type: Type): void {
  const built = worldOf(session).opclasses(method)
  if (!built.some(({ isDefault, input }) => isDefault && input === type)) return
  throw new Refusal('42710', `could not make operator class be default for type ${shownType(type)}`)
}

const operatorItem = 1
const functionItem = 2
const storageItem = 3

/** The operators and functions that a class or family is made of. */
function itemsOf(
  session: Session,
  items: readonly Node[] | undefined,
  type: Type | null,
): readonly (Other | Routine | Type)[] {
  return (items ?? []).flatMap((item): readonly (Other | Routine | Type)[] => {
    if (!('CreateOpClassItem' in item)) return []
    const { itemtype, name, storedtype } = item.CreateOpClassItem
    if (itemtype === storageItem) return [resolveType(session, storedtype, 'ignored').type]
    if (itemtype === functionItem) return functionItemOf(session, name ?? {})
    return itemtype === operatorItem ? operatorItemOf(session, name ?? {}, type) : []
  })
}

function functionItemOf(session: Session, target: ObjectWithArgs): readonly Routine[] {
  const name = qualifiedName(target.objname)
  const inputs = (target.objargs ?? []).flatMap((item) =>
    'TypeName' in item ? [resolveType(session, item.TypeName, 'ignored').type] : [],
  )
  const found = target.args_unspecified ? findRoutines(session, name)[0] : requireRoutine(session, name, inputs)
  return found ? [found] : []
}

function operatorItemOf(session: Session, target: ObjectWithArgs, type: Type | null): readonly Other[] {
  const name = qualifiedName(target.objname)
  const types = (target.objargs ?? []).map((item) =>
    'TypeName' in item ? resolveType(session, item.TypeName, 'ignored').type : null,
  )
  const [left = type, right = type] = types
  const signature = { name: name.name, left, right }
  const found = findOperator(session, name, signature)
  if (found) return found === 'built in' ? [] : [found]
  const message = `operator does not exist: ${operandName(left)} ${shown(name)} ${operandName(right)}`
  return missing(session, { sqlstate: '42883', message, kind: 'other', name })
}

/** `ALTER OPERATOR FAMILY … ADD` and `DROP`. */
export function alterFamily(session: Session, node: AlterOpFamilyStmt): void {
  requireMethod(session, node.amname ?? '')
  const family = requireFamily(session, node.amname ?? '', qualifiedName(node.opfamilyname))
  if (node.isDrop) return
  for (const used of itemsOf(session, node.items, null)) session.store.depend(family, used, 'auto')
}
