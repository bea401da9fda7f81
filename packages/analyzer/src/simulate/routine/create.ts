import type { CreateFunctionStmt } from '@migration-doctor/sql'
import { blankRoutine } from '../blank.ts'
import { extensionsIn } from '../extension-types.ts'
import { filtered, flatMapped, mapped } from '../mapped.ts'
import { existing, qualifiedName, targetSchema } from '../names.ts'
import type { Parameter, Routine, Schema, Type } from '../objects.ts'
import { checkSqlRoutine } from '../query/function-body.ts'
import { isPolymorphic } from '../query/pathway.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { resolveType, shownType } from '../types.ts'
import { sameTypes } from './lookup.ts'
import { bodyOf, requireLanguage, volatilityOf } from './options.ts'
import { readParameter } from './parameters.ts'
import { refuseOptions, refuseParameters } from './refuse-parameters.ts'
import { refuseReplacement } from './replace.ts'

/** `CREATE [OR REPLACE] FUNCTION` and `PROCEDURE`. */
export function createRoutine(session: Session, node: CreateFunctionStmt): Routine {
  const name = qualifiedName(node.funcname)
  const schema = targetSchema(session, name)
  const language = requireLanguage(session, node)
  const parameters = flatMapped(node.parameters ?? [], (item) =>
    'FunctionParameter' in item ? [readParameter(session, item.FunctionParameter)] : [],
  )
  refuseDefaultOrder(parameters, node)
  refuseParameters(parameters)
  const inputs = mapped(
    filtered(parameters, (one) => one.mode !== 'out' && one.mode !== 'table'),
    (one) => one.type,
  )
  const outputs = outputType(session, parameters, node)
  const returns = node.returnType ? resolveType(session, node.returnType, 'ignored').type : outputs
  const known = outputs && outputs.kind !== 'unknown' && returns?.kind !== 'unknown'
  if (known && outputs !== returns && parameters.every(({ mode }) => mode !== 'table')) {
    throw new Refusal('42P13', `function result type must be ${shownType(outputs)} because of OUT parameters`)
  }
  refuseOptions(node, { returnsSet: node.returnType?.setof ?? parameters.some((one) => one.mode === 'table') })
  const before = schema.routines.get(name.name) ?? []
  const same = before.find((routine) => sameTypes(routine.inputs, inputs))
  if (!node.replace && !same) refuseOfExtension(session, schema, { name: name.name, inputs })
  const kind: Routine['kind'] = node.is_procedure ? 'procedure' : 'function'
  if (same) refuseReplacement(session, same, { node, kind, returns, parameters, name: name.name })
  const routine = blankRoutine(session.store.base(name.name), {
    kind,
    schema,
    parameters,
    inputs,
    returns,
    returnsSet: node.returnType?.setof ?? parameters.some((one) => one.mode === 'table'),
    language,
    body: bodyOf(node),
    volatility: volatilityOf(node),
  })
  refuseUndeterminedResult(routine)
  const ownLanguage = session.store.globals.get(`language:${language}`)
  installRoutine(session, routine, same)
  if (ownLanguage) session.store.depend(routine, ownLanguage, 'normal')
  const uses = language === 'sql' ? checkSqlRoutine(session, routine, node) : null
  for (const column of uses?.columns ?? []) session.store.depend(routine, column, 'normal')
  for (const entity of uses?.entities ?? []) session.store.depend(routine, entity, 'normal')
  return routine
}

/** An extension has brought the same function. */
function refuseOfExtension(
  session: Session,
  schema: Schema,
  { name, inputs }: { name: string; inputs: readonly Type[] },
): void {
  for (const content of extensionsIn(session, schema)) {
    const same = content.routines.get(name)?.some((routine) => sameTypes(routine.inputs, inputs))
    if (!same) continue
    existing(session, {
      sqlstate: '42723',
      message: `function "${name}" already exists with same argument types`,
      kind: 'routine',
      name: { schema: schema.name, name },
    })
  }
}

/** Parameters that are given by place: all after one with a default have one, too. */
function refuseDefaultOrder(parameters: readonly Parameter[], node: CreateFunctionStmt): void {
  let before = false
  for (const { mode, hasDefault } of parameters) {
    if (mode === 'table' || (mode === 'out' && !node.is_procedure)) continue
    if (before && mode === 'out')
      throw new Refusal('42P13', 'procedure OUT parameters cannot appear after one with a default value')
    if (before && !hasDefault)
      throw new Refusal('42P13', 'input parameters after one with a default value must also have defaults')
    before ||= hasDefault ?? false
  }
}

/** A polymorphic result needs a polymorphic parameter of its family. */
function refuseUndeterminedResult({ returns, inputs }: Routine): void {
  if (returns?.name === 'internal' && returns.system && !inputs.includes(returns)) {
    throw new Refusal('42P13', 'unsafe use of pseudo-type "internal"')
  }
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
    store.set(same, 'replacedBy', routine)
  }
  store.put(schema.routines, name, [...filtered(before, (one) => one !== same), routine])
  store.depend(routine, schema, 'normal')
  const dependOnType = (type: Type) =>
    store.depend(routine, type.kind === 'array' && type.element ? type.element : type, 'normal')
  for (const { type } of routine.parameters) dependOnType(type)
  if (routine.returns) dependOnType(routine.returns)
  session.record(same ? 'alter' : 'create', { kind: routine.kind, schema: schema.name, name })
}

function outputType(session: Session, parameters: readonly Parameter[], node: CreateFunctionStmt): Type | null {
  if (node.is_procedure) return null
  const outputs = filtered(parameters, (one) => one.mode === 'out' || one.mode === 'inout' || one.mode === 'table')
  if (outputs.length === 0 && node.returnType) return null
  if (outputs.length === 0) throw new Refusal('42P13', 'function result type must be specified')
  return outputs.length === 1 ? (outputs[0]?.type ?? null) : session.system.type('record')
}
