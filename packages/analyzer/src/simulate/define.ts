import type { DefineStmt, FunctionParameter, Node, ObjectType } from '@migration-doctor/sql'
import { Definition, makeOther, requireSome } from './definition.ts'
import { existing, findRoutines, missing, type QualifiedName, qualifiedName, targetSchema } from './names.ts'
import type { Entity, Parameter, Routine, Schema, Type } from './objects.ts'
import { defineOperator } from './operators.ts'
import { canCoerce, isPolymorphic } from './query/pathway.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireCollation } from './require-collation.ts'
import { sameTypes } from './routine/lookup.ts'
import { readParameter } from './routine/parameters.ts'
import type { Session } from './session.ts'
import { defineTextSearch } from './text-search.ts'
import { defineType } from './type-statements.ts'
import { shownType } from './types.ts'

/** `CREATE AGGREGATE`, `COLLATION`, `OPERATOR`, `TEXT SEARCH …` and base types: all that is defined by a list. */
export function define(session: Session, node: DefineStmt): void {
  const own = node.kind && kinds[node.kind]
  if (own) own(session, node)
  else defineTextSearch(session, node)
}

const kinds: { readonly [K in ObjectType]?: (session: Session, node: DefineStmt) => void } = {
  OBJECT_TYPE: defineType,
  OBJECT_AGGREGATE: defineAggregate,
  OBJECT_OPERATOR: defineOperator,
  OBJECT_COLLATION: defineCollation,
}

const collationAttributes: ReadonlySet<string> = new Set([
  'from',
  'locale',
  'lc_collate',
  'lc_ctype',
  'provider',
  'deterministic',
  'rules',
  'version',
])

function defineCollation(session: Session, node: DefineStmt): void {
  const name = qualifiedName(node.defnames)
  const schema = targetSchema(session, name)
  const definition = new Definition(node.definition)
  for (const attribute of definition.names()) {
    const known = collationAttributes.has(attribute) && (attribute !== 'rules' || session.pgVersion >= 16)
    if (!known) throw new Refusal('42601', `collation attribute "${attribute}" not recognized`)
  }
  const from = definition.node('from')
  if (from) requireCollation(session, 'List' in from ? (from.List.items ?? []) : [from])
  else refuseCollationWithout(definition)
  makeOther(session, { kind: 'collation', name: name.name, schema, ifNotExists: node.if_not_exists })
}

function refuseCollationWithout(definition: Definition): void {
  const provider = definition.text('provider') ?? 'libc'
  if (!['libc', 'icu', 'builtin'].includes(provider)) {
    throw new Refusal('42P17', `unrecognized collation provider: ${provider}`)
  }
  if (definition.has('locale') && definition.has('lc_collate', 'lc_ctype')) {
    throw new Refusal('42601', 'conflicting or redundant options')
  }
  if (definition.has('locale')) return
  const missing = provider === 'libc' ? ['lc_collate', 'lc_ctype'].find((one) => !definition.has(one)) : 'locale'
  if (missing) throw new Refusal('42P17', `parameter "${missing}" must be specified`)
}

function defineAggregate(session: Session, node: DefineStmt): void {
  const name = qualifiedName(node.defnames)
  const schema = targetSchema(session, name)
  const definition = new Definition(node.definition)
  const parameters = node.oldstyle ? oldStyle(session, definition) : (parametersOf(session, node.args) ?? [])
  const inputs = parameters.map((one) => one.type)
  const sfunc = definition.name('sfunc', 'sfunc1')
  if (!definition.has('stype', 'stype1')) throw new Refusal('42P13', 'aggregate stype must be specified')
  if (!sfunc) throw new Refusal('42P13', 'aggregate sfunc must be specified')
  const state = definition.type(session, 'stype', 'stype1')
  const used = [sfunc, definition.name('finalfunc'), definition.name('combinefunc'), definition.name('msfunc')]
  const routines = used.flatMap((one) => {
    if (!one) return []
    const found = findRoutines(session, one)
    requireSome(session, one, found)
    return [found]
  })
  if (state) refuseTransition(session, sfunc, routines[0] ?? [], [state, ...inputs])
  const final = definition.name('finalfunc') ? routines[1] : undefined
  const returns = final ? (final.length === 1 ? (final[0]?.returns ?? null) : null) : state
  const routine = aggregate(session, schema, { name: name.name, parameters, inputs, returns })
  install(session, routine, {
    replace: node.replace ?? false,
    uses: routines.flatMap((all) => (all.length === 1 ? all : [])),
  })
}

/** The transition function takes the state and the aggregated values. */
function refuseTransition(
  session: Session,
  name: QualifiedName,
  found: readonly Routine[],
  types: readonly Type[],
): void {
  const world = worldOf(session)
  const fits = found.some(({ inputs, parameters }) => {
    if (parameters.at(-1)?.mode === 'variadic') return true
    if (inputs.length !== types.length) return false
    return inputs.every(
      (input, at) =>
        isPolymorphic(input) || input.kind === 'pseudo' || canCoerce(world, types[at] ?? null, input, 'implicit'),
    )
  })
  if (fits || types.some(({ kind }) => kind === 'unknown')) return
  const message = `function ${name.name}(${types.map(shownType).join(', ')}) does not exist`
  missing(session, { sqlstate: '42883', message, kind: 'routine', name })
}

function aggregate(
  session: Session,
  schema: Schema,
  facts: Pick<Routine, 'name' | 'parameters' | 'inputs' | 'returns'>,
): Routine {
  const { name, ...rest } = facts
  const base = session.store.base(name)
  return {
    ...base,
    class: 'routine',
    kind: 'aggregate',
    schema,
    ...rest,
    returnsSet: false,
    language: 'internal',
    body: null,
  }
}

function oldStyle(session: Session, definition: Definition): readonly Parameter[] {
  const base = definition.typeName('basetype')
  if (!base) throw new Refusal('42P13', 'aggregate input type must be specified')
  const isAny = qualifiedName(base.names).name.toLowerCase() === 'any'
  const type = isAny ? null : definition.type(session, 'basetype')
  return type ? [{ name: '', mode: 'in', type, hasDefault: false }] : []
}

function parametersOf(session: Session, args: readonly Node[] | undefined): readonly Parameter[] {
  const [list] = args ?? []
  const nodes = list && 'List' in list ? (list.List.items ?? []) : []
  return nodes.flatMap((item) => ('FunctionParameter' in item ? [parameter(session, item.FunctionParameter)] : []))
}

function parameter(session: Session, node: FunctionParameter): Parameter {
  if (node.mode === 'FUNC_PARAM_OUT' || node.mode === 'FUNC_PARAM_INOUT') {
    throw new Refusal('0A000', 'aggregates cannot have output arguments')
  }
  return readParameter(session, node)
}

function install(session: Session, routine: Routine, wish: { replace: boolean; uses: readonly Routine[] }): void {
  const { store } = session
  const { schema, name, inputs } = routine
  const before = schema.routines.get(name) ?? []
  const same = before.find((other) => sameTypes(other.inputs, inputs))
  if (same && !wish.replace) {
    const message = `function "${name}" already exists with same argument types`
    existing(session, { sqlstate: '42723', message, kind: 'routine', name: { schema: schema.name, name } })
  }
  if (same && same.kind !== 'aggregate') throw new Refusal('42809', 'cannot change routine kind')
  if (same && same.returns !== routine.returns && routine.returns) {
    throw new Refusal('42P13', 'cannot change return type of existing function')
  }
  if (same) return
  store.put(schema.routines, name, [...before, routine])
  store.depend(routine, schema, 'normal')
  for (const used of [...wish.uses, ...inputs.map(elementOrSelf), ...typesOf(routine.returns)]) {
    store.depend(routine, used, 'normal')
  }
  session.record('create', { kind: 'aggregate', schema: schema.name, name })
}

const elementOrSelf = (type: Type): Entity => (type.kind === 'array' && type.element ? type.element : type)
const typesOf = (type: Type | null): readonly Entity[] => (type ? [elementOrSelf(type)] : [])
