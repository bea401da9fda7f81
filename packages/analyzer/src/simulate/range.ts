import type { CreateRangeStmt } from '@migration-doctor/sql'
import { blankRoutine } from './blank.ts'
import { Definition } from './definition.ts'
import { existing } from './names.ts'
import type { Parameter, Schema, Type } from './objects.ts'
import { defaultOpclass } from './query/opclass.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireCollation } from './require-collation.ts'
import { requireRoutine, sameTypes } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { addType, newTypeName } from './type-statements.ts'
import { addArrayType, baseType, claimTypeName, resolveType, shownType } from './types.ts'

/** `CREATE TYPE … AS RANGE`, with its constructors and its multirange. */
export function createRange(session: Session, node: CreateRangeStmt): void {
  const { schema, name } = newTypeName(session, node.typeName)
  const definition = new Definition(node.params)
  const wanted = definition.typeName('subtype')
  if (!wanted) throw new Refusal('42601', 'type attribute "subtype" is required')
  const subtype = resolveType(session, wanted)
  refuseSubtype(session, definition, subtype.type)
  const multirange = definition.name('multirange_type_name')?.name ?? multirangeName(name)
  const type = addType(session, schema, name, { kind: 'range', facts: { base: subtype, category: 'R' } })
  session.store.depend(type, subtype.type, 'normal')
  if (session.pgVersion >= 14) claimTypeName(session, schema, multirange)
  const text = session.system.type('text')
  const base = subtype.type
  for (const inputs of [
    [base, base],
    [base, base, text],
  ])
    addConstructor(session, schema, { name, inputs, returns: type })
  if (session.pgVersion >= 14) addMultirange(session, type, multirange)
}

function refuseSubtype(session: Session, definition: Definition, type: Type): void {
  if (type.kind === 'unknown') return
  const world = worldOf(session)
  if (!definition.has('subtype_opclass') && type.system && !defaultOpclass(world, 'btree', type)) {
    const message = `data type ${shownType(type)} has no default operator class for access method "btree"`
    throw new Refusal('42704', message)
  }
  const collation = definition.node('collation')
  if (collation) {
    const base = baseType(type)
    if (!(world.facts(base)?.collatable ?? false)) {
      throw new Refusal('42809', 'range collation specified but subtype does not support collation')
    }
    requireCollation(session, 'List' in collation ? (collation.List.items ?? []) : [collation])
  }
  const difference = definition.name('subtype_diff')
  if (difference) requireRoutine(session, difference, [type, type])
}

/** `makeMultirangeTypeName`. */
const multirangeName = (name: string): string =>
  name.includes('range') ? name.replace('range', 'multirange') : `${name}_multirange`

function addMultirange(session: Session, range: Type, name: string): void {
  const { schema } = range
  const type = session.store.newType('multirange', name, schema, {
    base: { type: range, modifiers: [] },
    category: 'R',
  })
  session.store.depend(type, range, 'internal')
  addArrayType(session, type)
  const { array } = range
  const lists: readonly (readonly Type[])[] = [[], [range], ...(array ? [[array]] : [])]
  for (const inputs of lists) addConstructor(session, schema, { name, inputs, returns: type })
}

/** The functions of the type's own name that PostgreSQL makes with it. */
function addConstructor(
  session: Session,
  schema: Schema,
  facts: { readonly name: string; readonly inputs: readonly Type[]; readonly returns: Type },
): void {
  const { name, inputs, returns } = facts
  const before = schema.routines.get(name) ?? []
  if (before.some((other) => sameTypes(other.inputs, inputs))) {
    const message = `function "${name}" already exists with same argument types`
    existing(session, { sqlstate: '42723', message, kind: 'routine', name: { schema: schema.name, name } })
  }
  const parameters = inputs.map(
    (type): Parameter => ({
      name: '',
      mode: type === returns.base?.type.array ? 'variadic' : 'in',
      type,
      hasDefault: false,
    }),
  )
  const routine = blankRoutine(session.store.base(name), {
    kind: 'function',
    schema,
    parameters,
    inputs,
    returns,
    returnsSet: false,
    language: 'internal',
    body: null,
    volatility: 'i',
  })
  session.store.put(schema.routines, name, [...before, routine])
  session.store.depend(routine, returns, 'internal')
}
