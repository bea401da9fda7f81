import type {
  CreateFunctionStmt,
  CreatePolicyStmt,
  CreateTrigStmt,
  FunctionParameter,
  Node,
} from '@migration-doctor/sql'
import {
  existing,
  findRoutines,
  missing,
  type QualifiedName,
  qualifiedName,
  requireRelation,
  shown,
  stringOf,
  targetSchema,
} from './names.ts'
import type { Parameter, Relation, Routine, Type } from './objects.ts'
import { checkSqlRoutine } from './query/function-body.ts'
import { analyzeExpression, relationScope, type Scope } from './query/index.ts'
import { isPolymorphic } from './query/pathway.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { resolveType, shownType } from './types.ts'

const modes: Readonly<Record<string, Parameter['mode']>> = {
  FUNC_PARAM_OUT: 'out',
  FUNC_PARAM_INOUT: 'inout',
  FUNC_PARAM_VARIADIC: 'variadic',
  FUNC_PARAM_TABLE: 'table',
}

/** `CREATE [OR REPLACE] FUNCTION` and `PROCEDURE`. */
export function createRoutine(session: Session, node: CreateFunctionStmt): Routine {
  const name = qualifiedName(node.funcname)
  const schema = targetSchema(session, name)
  const language = requireLanguage(session, node)
  const parameters = (node.parameters ?? []).flatMap((item) =>
    'FunctionParameter' in item ? [readParameter(session, item.FunctionParameter)] : [],
  )
  const inputs = parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table').map((one) => one.type)
  const returns = node.returnType ? returnType(session, node) : outputType(session, parameters, node)
  const before = schema.routines.get(name.name) ?? []
  const same = before.find((routine) => sameTypes(routine.inputs, inputs))
  const kind: Routine['kind'] = node.is_procedure ? 'procedure' : 'function'
  if (same) refuseReplacement(session, same, { node, kind, returns, parameters, name: name.name })
  const routine: Routine = {
    ...session.store.base(name.name),
    class: 'routine',
    kind,
    schema,
    parameters,
    inputs,
    returns,
    returnsSet: node.returnType?.setof ?? parameters.some((one) => one.mode === 'table'),
    language,
    body: bodyOf(node),
    volatility: volatilityOf(node),
  }
  refuseUndeterminedResult(routine)
  installRoutine(session, routine, same)
  const uses = language === 'sql' ? checkSqlRoutine(session, routine, node) : null
  for (const column of uses?.columns ?? []) session.store.depend(routine, column, 'normal')
  for (const entity of uses?.entities ?? []) session.store.depend(routine, entity, 'normal')
  return routine
}

/** A polymorphic result needs a polymorphic parameter of its family. */
function refuseUndeterminedResult({ returns, inputs }: Routine): void {
  if (!returns || !isPolymorphic(returns)) return
  const family = (type: Type) => type.name.startsWith('anycompatible')
  if (inputs.some((input) => isPolymorphic(input) && family(input) === family(returns))) return
  throw new Refusal('42P13', 'cannot determine result data type')
}

function installRoutine(session: Session, routine: Routine, same: Routine | undefined): void {
  const { store } = session
  const { schema, name } = routine
  const before = schema.routines.get(name) ?? []
  if (same) {
    // The object stays the same, and so does all that depends on it.
    routine.dependents = same.dependents
    for (const edge of same.dependents ?? []) store.set(edge as { to: Routine }, 'to', routine)
    store.undepend(same, () => true)
  }
  store.put(schema.routines, name, [...before.filter((one) => one !== same), routine])
  store.depend(routine, schema, 'normal')
  for (const type of [...routine.parameters.map((one) => one.type), ...(routine.returns ? [routine.returns] : [])]) {
    store.depend(routine, type.kind === 'array' && type.element ? type.element : type, 'normal')
  }
  session.record(same ? 'alter' : 'create', { kind: routine.kind, schema: schema.name, name })
}

function requireLanguage(session: Session, node: CreateFunctionStmt): string {
  const option = optionOf(node, 'language')
  const language = option ? stringOf(option) : node.sql_body ? 'sql' : ''
  if (language === '') throw new Refusal('42P13', 'no language specified')
  const key = `language:${language}`
  if (session.system.catalog.others.has(key) || session.store.globals.has(key)) return language
  return missing(session, {
    sqlstate: '42704',
    message: `language "${language}" does not exist`,
    kind: 'other',
    name: { schema: null, name: language },
  })
}

function optionOf(node: CreateFunctionStmt, name: string): Node | undefined {
  for (const item of node.options ?? []) {
    if ('DefElem' in item && item.DefElem.defname === name) return item.DefElem.arg
  }
  return undefined
}

function volatilityOf(node: CreateFunctionStmt): 'i' | 's' | 'v' {
  const option = optionOf(node, 'volatility')
  const word = option ? stringOf(option) : ''
  return word === 'immutable' ? 'i' : word === 'stable' ? 's' : 'v'
}

function bodyOf(node: CreateFunctionStmt): string | null {
  const as = optionOf(node, 'as')
  return as && 'List' in as ? stringOf(as.List.items?.[0]) : null
}

function readParameter(session: Session, node: FunctionParameter): Parameter {
  const use = resolveType(session, node.argType)
  const { type } = use
  if (node.defexpr) {
    const scope: Scope = { relations: [], kind: 'function default' }
    analyzeExpression(session, node.defexpr, scope, { type: use, what: 'parameter', column: node.name ?? '' })
  }
  const parameter = { name: node.name ?? '', mode: modes[node.mode ?? ''] ?? ('in' as const), type }
  return node.defexpr ? { ...parameter, hasDefault: true, default: node.defexpr } : { ...parameter, hasDefault: false }
}

/** PostgreSQL makes a shell for a return type that is not there yet. */
function returnType(session: Session, node: CreateFunctionStmt): Type {
  return resolveType(session, node.returnType).type
}

function outputType(session: Session, parameters: readonly Parameter[], node: CreateFunctionStmt): Type | null {
  if (node.is_procedure) return null
  const outputs = parameters.filter((one) => one.mode === 'out' || one.mode === 'inout' || one.mode === 'table')
  if (outputs.length === 0) throw new Refusal('42P13', 'function result type must be specified')
  return outputs.length === 1 ? (outputs[0]?.type ?? null) : session.system.type('record')
}

export function sameTypes(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, at) => type === b[at])
}

interface Replacement {
  readonly parameters: readonly Parameter[]
  readonly node: CreateFunctionStmt
  readonly kind: Routine['kind']
  readonly returns: Type | null
  readonly name: string
}

function refuseReplacement(session: Session, same: Routine, wish: Replacement): void {
  const { name } = wish
  if (!wish.node.replace) {
    existing(session, {
      sqlstate: '42723',
      message: `function "${name}" already exists with same argument types`,
      kind: 'routine',
      name: { schema: same.schema.name, name },
    })
  }
  if (same.kind !== wish.kind) throw new Refusal('42809', 'cannot change routine kind')
  const unknown = same.returns?.kind === 'unknown' || wish.returns?.kind === 'unknown'
  if (same.returns !== wish.returns && !unknown)
    throw new Refusal('42P13', 'cannot change return type of existing function')
  if (same.returnsSet !== (wish.node.returnType?.setof ?? same.returnsSet)) {
    throw new Refusal('42P13', 'cannot change return type of existing function')
  }
  if (outputsOf(same.parameters) !== outputsOf(wish.parameters)) {
    throw new Refusal('42P13', 'cannot change return type of existing function')
  }
  refuseParameterNames(same, wish)
}

/** The row that output parameters make, as one text. */
function outputsOf(parameters: readonly Parameter[]): string {
  const outputs = parameters.filter((one) => one.mode === 'out' || one.mode === 'inout' || one.mode === 'table')
  if (outputs.length < 2) return ''
  return outputs.map((one) => `${one.name} ${shownType(one.type)}`).join(', ')
}

function refuseParameterNames(same: Routine, wish: Replacement): void {
  const before = same.parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table')
  const inputs = (wish.node.parameters ?? []).flatMap((item) => {
    if (!('FunctionParameter' in item)) return []
    const mode = modes[item.FunctionParameter.mode ?? ''] ?? 'in'
    return mode === 'out' || mode === 'table' ? [] : [item.FunctionParameter]
  })
  for (const [at, parameter] of before.entries()) {
    const now = inputs[at]
    if (parameter.name !== '' && (now?.name ?? '') !== parameter.name) {
      throw new Refusal('42P13', `cannot change name of input parameter "${parameter.name}"`)
    }
    if (parameter.hasDefault && now?.defexpr === undefined) {
      throw new Refusal('42P13', 'cannot remove parameter defaults from existing function')
    }
  }
}

/** The one routine of that name and these input types; the only one of that name when no types are given. */
export function requireRoutine(
  session: Session,
  name: QualifiedName,
  inputs: readonly Type[] | null,
  word = 'function',
): Routine {
  const all = findRoutines(session, name)
  const found = inputs ? all.find((routine) => sameTypes(routine.inputs, inputs)) : all[0]
  if (found && (inputs || all.length === 1)) return found
  if (!inputs && all.length > 1) throw new Refusal('42725', `${word} name "${shown(name)}" is not unique`)
  const args = inputs ? `(${inputs.map(shownType).join(', ')})` : ''
  const message = inputs
    ? `${word} ${shown(name)}${args} does not exist`
    : `could not find a ${word} named "${shown(name)}"`
  return missing(session, { sqlstate: '42883', message, kind: 'routine', name })
}

/** `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`. */
export function createTrigger(session: Session, node: CreateTrigStmt): void {
  const relation = requireRelation(session, node.relation)
  const name = node.trigname ?? ''
  refuseTriggerTarget(relation, node)
  for (const item of node.columns ?? []) requireTriggerColumn(session, relation, stringOf(item))
  const uses = node.whenClause ? analyzeExpression(session, node.whenClause, triggerScope(relation, node)).uses : null
  const routine = requireRoutine(session, qualifiedName(node.funcname), [])
  if (routine.returns && !['trigger', 'unknown type'].includes(routine.returns.name)) {
    throw new Refusal('42P17', `function ${routine.name} must return type trigger`)
  }
  if (relation.triggers.has(name) && !node.replace) refuseTakenTrigger(session, relation, name)
  const trigger = { ...session.store.base(name), class: 'trigger' as const, relation, routine, constraint: null }
  session.store.put(relation.triggers, name, trigger)
  session.store.depend(trigger, relation, 'auto')
  session.store.depend(trigger, routine, 'normal')
  for (const column of uses?.columns ?? []) session.store.depend(trigger, column, 'normal')
  for (const item of node.columns ?? []) {
    const column = relation.columns.get(stringOf(item))
    if (column) session.store.depend(trigger, column, 'normal')
  }
  session.record('create', { kind: 'trigger', schema: relation.schema.name, name: `${relation.name}.${name}` })
}

const insertEvent = 4
const deleteEvent = 8

/** OLD and NEW, as far as the trigger's events have them. */
function triggerScope(relation: Relation, node: CreateTrigStmt): Scope {
  const events = node.events ?? 0
  const forbidden = (event: number, what: string): { forbidden?: string } => {
    if (!node.row) return { forbidden: "statement trigger's WHEN condition cannot reference column values" }
    return (events & event) === 0 ? {} : { forbidden: what }
  }
  return {
    kind: 'trigger when',
    relations: [
      {
        alias: 'old',
        relation,
        ...forbidden(insertEvent, "INSERT trigger's WHEN condition cannot reference OLD values"),
      },
      {
        alias: 'new',
        relation,
        ...forbidden(deleteEvent, "DELETE trigger's WHEN condition cannot reference NEW values"),
      },
    ],
  }
}

function refuseTakenTrigger(session: Session, relation: Relation, name: string): never {
  return existing(session, {
    sqlstate: '42710',
    message: `trigger "${name}" for relation "${relation.name}" already exists`,
    kind: 'trigger',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

function refuseTriggerTarget(relation: Relation, node: CreateTrigStmt): void {
  const instead = ((node.timing ?? 0) & 64) !== 0
  if (relation.kind === 'view' && !instead && node.row) {
    throw new Refusal('42809', `"${relation.name}" is a view`)
  }
  if (relation.kind !== 'view' && instead) throw new Refusal('42809', `"${relation.name}" is a table`)
  if (!['table', 'partitioned table', 'foreign table', 'view'].includes(relation.kind)) {
    throw new Refusal('42809', `relation "${relation.name}" cannot have triggers`)
  }
}

function requireTriggerColumn(session: Session, relation: Relation, column: string): void {
  if (relation.columns.has(column)) return
  missing(session, {
    sqlstate: '42703',
    message: `column "${column}" of relation "${relation.name}" does not exist`,
    kind: 'column',
    name: { schema: relation.schema.name, name: relation.name },
    column,
  })
}

/** `CREATE POLICY`. */
export function createPolicy(session: Session, node: CreatePolicyStmt): void {
  const relation = requireRelation(session, node.table)
  const name = node.policy_name ?? ''
  const uses = [node.qual, node.with_check].map(
    (part) => analyzeExpression(session, part, relationScope(relation, relation.name, 'policy')).uses,
  )
  if (relation.policies.has(name)) {
    existing(session, {
      sqlstate: '42710',
      message: `policy "${name}" for table "${relation.name}" already exists`,
      kind: 'policy',
      name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
    })
  }
  const policy = { ...session.store.base(name), class: 'policy' as const, relation }
  session.store.put(relation.policies, name, policy)
  session.store.depend(policy, relation, 'auto')
  for (const { columns, entities } of uses) {
    for (const column of columns) session.store.depend(policy, column, 'normal')
    for (const entity of entities) session.store.depend(policy, entity, 'normal')
  }
  session.record('create', { kind: 'policy', schema: relation.schema.name, name: `${relation.name}.${name}` })
}
