import type {
  AlterEventTrigStmt,
  AlterSubscriptionStmt,
  CreateAmStmt,
  CreateConversionStmt,
  CreateEventTrigStmt,
  CreatePLangStmt,
  CreateSubscriptionStmt,
  CreateTransformStmt,
  DropSubscriptionStmt,
  Node,
  ObjectWithArgs,
} from '@migration-doctor/sql'
import { Definition, makeOther, requireGlobal } from './definition.ts'
import { dropAll } from './depend.ts'
import { existing, findRoutines, missing, type QualifiedName, qualifiedName, stringOf, targetSchema } from './names.ts'
import type { Other, Routine, Type } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { formatType, resolveType } from './types.ts'

const events: Readonly<Record<string, number>> = {
  ddl_command_start: 0,
  ddl_command_end: 0,
  sql_drop: 0,
  table_rewrite: 0,
  login: 17,
}

/** Commands on what all databases share fire no event triggers. */
function refuseGlobalTag(tag: string): void {
  if (!/^(CREATE|ALTER|DROP) (DATABASE|ROLE|TABLESPACE|SYSTEM)$/.test(tag.toUpperCase())) return
  throw new Refusal('0A000', `event triggers are not supported for ${tag}`)
}

/** `CREATE EVENT TRIGGER`. */
export function createEventTrigger(session: Session, node: CreateEventTrigStmt): void {
  const event = node.eventname ?? ''
  const since = Object.hasOwn(events, event) ? events[event] : undefined
  if (since === undefined || session.pgVersion < since) {
    throw new Refusal('42601', `unrecognized event name "${event}"`)
  }
  for (const item of node.whenclause ?? []) {
    if (!('DefElem' in item)) continue
    const { defname, arg } = item.DefElem
    if (defname !== 'tag') throw new Refusal('42601', `unrecognized filter variable "${defname}"`)
    for (const tag of namesOf(arg && 'List' in arg ? arg.List.items : undefined)) refuseGlobalTag(tag)
  }
  const name = node.trigname ?? ''
  if (session.store.globals.has(`event trigger:${name}`)) {
    const message = `event trigger "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const routine = requireRoutine(session, qualifiedName(node.funcname), [])
  if (routine.returns && !['event_trigger', 'unknown type'].includes(routine.returns.name)) {
    throw new Refusal('42P17', `function ${routine.name} must return type event_trigger`)
  }
  const made = makeOther(session, { kind: 'event trigger', name, schema: null })
  if (made) session.store.depend(made, routine, 'normal')
}

export function alterEventTrigger(session: Session, node: AlterEventTrigStmt): void {
  requireGlobal(session, 'event trigger', node.trigname ?? '')
}

/** A function of one signature, which must return one type. */
function requireHandler(
  session: Session,
  name: QualifiedName,
  wish: { inputs: readonly Type[]; returns: string },
): Routine {
  const routine = requireRoutine(session, name, wish.inputs)
  const { returns } = routine
  if (!returns || returns.name === wish.returns || returns.kind === 'unknown') return routine
  throw new Refusal('42809', `function ${name.name} must return type ${wish.returns}`)
}

/** `CREATE ACCESS METHOD`. */
export function createMethod(session: Session, node: CreateAmStmt): void {
  const name = node.amname ?? ''
  const kind = 'access method'
  if (session.system.catalog.others.has(`${kind}:${name}`)) {
    const message = `access method "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const made = makeOther(session, { kind, name, schema: null })
  const returns = node.amtype === 't' ? 'table_am_handler' : 'index_am_handler'
  const inputs = [session.system.type('internal')]
  const handler = requireHandler(session, qualifiedName(node.handler_name), { inputs, returns })
  if (made) session.store.depend(made, handler, 'normal')
}

/** `CREATE LANGUAGE … HANDLER`. */
export function createLanguage(session: Session, node: CreatePLangStmt): void {
  const name = node.plname ?? ''
  const there = session.system.catalog.others.has(`language:${name}`) || session.store.globals.has(`language:${name}`)
  requireHandler(session, qualifiedName(node.plhandler), { inputs: [], returns: 'language_handler' })
  if (there && node.replace) return
  if (there) {
    const message = `language "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const made = makeOther(session, { kind: 'language', name, schema: null })
  for (const part of [node.plhandler, node.plinline, node.plvalidator]) {
    const [routine] = part?.length ? findRoutines(session, qualifiedName(part)) : []
    if (made && routine) session.store.depend(made, routine, 'normal')
  }
}

/** Encodings that PostgreSQL knows, by their names in capitals without separators. */
const encodings: ReadonlySet<string> = new Set(
  `UTF8 UNICODE LATIN1 LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 SQLASCII EUCJP EUCCN EUCKR EUCTW
  EUCJIS2004 SHIFTJIS2004 ISO88591 ISO88592 ISO88595 ISO88596 ISO88597 ISO88598 ISO885915 WIN1250 WIN1251 WIN1252 WIN1253
  WIN1254 WIN1255 WIN1256 WIN1257 WIN1258 WIN866 WIN874 KOI8R KOI8U KOI8 MULEINTERNAL SJIS BIG5 GBK UHC GB18030 JOHAB`.split(
    /\s+/,
  ),
)

/** `CREATE CONVERSION`. */
export function createConversion(session: Session, node: CreateConversionStmt): void {
  const wanted = qualifiedName(node.conversion_name)
  const schema = targetSchema(session, wanted)
  for (const [word, encoding] of [
    ['source', node.for_encoding_name],
    ['destination', node.to_encoding_name],
  ] as const) {
    if (encodings.has((encoding ?? '').toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))) continue
    throw new Refusal('42704', `${word} encoding "${encoding}" does not exist`)
  }
  const types = ['int4', 'int4', 'cstring', 'internal', 'int4', ...(session.pgVersion >= 14 ? ['bool'] : [])]
  const inputs = types.map((one) => session.system.type(one))
  const routine = requireRoutine(session, qualifiedName(node.func_name), inputs)
  const made = makeOther(session, { kind: 'conversion', name: wanted.name, schema })
  if (made) session.store.depend(made, routine, 'normal')
}

/** `CREATE TRANSFORM`. */
export function createTransform(session: Session, node: CreateTransformStmt): void {
  const type = resolveType(session, node.type_name, 'ignored').type
  const language = requireLanguageNamed(session, node.lang ?? '')
  const routines = [node.fromsql, node.tosql].flatMap((target) => (target ? [transformFunction(session, target)] : []))
  for (const routine of routines) {
    const [first] = routine.inputs
    if (first?.name !== 'internal')
      throw new Refusal('42P17', 'first argument of transform function must be type internal')
  }
  const name = transformName(type, language)
  const kind = 'transform'
  if (session.store.globals.has(`${kind}:${name}`)) {
    if (node.replace) return
    const message = `transform for type ${type.name} language "${language}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const made = makeOther(session, { kind, name, schema: null })
  for (const used of made ? [...routines, type] : []) if (made) session.store.depend(made, used, 'normal')
}

export const transformName = (type: Type, language: string): string =>
  `${formatType({ type, modifiers: [] })} ${language}`

function transformFunction(session: Session, target: ObjectWithArgs): Routine {
  const inputs = (target.objargs ?? []).flatMap((item) =>
    'TypeName' in item ? [resolveType(session, item.TypeName, 'ignored').type] : [],
  )
  return requireRoutine(session, qualifiedName(target.objname), target.args_unspecified ? null : inputs)
}

export function requireLanguageNamed(session: Session, name: string): string {
  const key = `language:${name}`
  if (session.system.catalog.others.has(key) || session.store.globals.has(key)) return name
  const message = `language "${name}" does not exist`
  return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
}

const isOff = (definition: Definition, name: string): boolean => {
  const text = definition.text(name)?.toLowerCase()
  return text === 'false' || text === 'off' || text === '0' || (name === 'slot_name' && text === 'none')
}

/** `CREATE SUBSCRIPTION`: whether the other server answers cannot be known. */
export function createSubscription(session: Session, node: CreateSubscriptionStmt): void {
  const definition = new Definition(node.options)
  const connects = !isOff(definition, 'connect')
  const makesSlot = connects && !isOff(definition, 'create_slot')
  if (makesSlot && session.inBlock) {
    throw new Refusal(
      '25001',
      'CREATE SUBSCRIPTION ... WITH (create_slot = true) cannot run inside a transaction block',
    )
  }
  const name = node.subname ?? ''
  if (!session.store.globals.has(`subscription:${name}`) && connects) {
    throw new Unknowable('whether the publishing server can be reached is not known', [name])
  }
  makeOther(session, { kind: 'subscription', name, schema: null })
}

/** What is changed may need the other server, but never changes the catalog's objects. */
export function alterSubscription(session: Session, node: AlterSubscriptionStmt): void {
  const subscription = requireGlobal(session, 'subscription', node.subname ?? '')
  if (node.kind !== 'ALTER_SUBSCRIPTION_OPTIONS' && node.kind !== 'ALTER_SUBSCRIPTION_ENABLED') {
    throw new Unknowable(`whether the server that ${subscription.name} subscribes to can be reached is not known`)
  }
}

export function dropSubscription(session: Session, node: DropSubscriptionStmt): void {
  const name = node.subname ?? ''
  const found = session.store.globals.get(`subscription:${name}`)
  if (!found && node.missing_ok) return
  const subscription: Other = found ?? requireGlobal(session, 'subscription', name)
  dropAll(session, [subscription], node.behavior === 'DROP_CASCADE')
}

/** The names that a list of strings holds. */
export const namesOf = (nodes: readonly Node[] | undefined): readonly string[] => (nodes ?? []).map(stringOf)
