import type { DefineStmt } from '@migration-doctor/sql'
import { Definition } from './definition.ts'
import { existing, type QualifiedName, qualifiedName, targetSchema } from './names.ts'
import type { Other, Schema, Type } from './objects.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { formatType } from './types.ts'

/** `CREATE OPERATOR`. */
export function defineOperator(session: Session, node: DefineStmt): void {
  const wanted = qualifiedName(node.defnames)
  const schema = targetSchema(session, wanted)
  const definition = new Definition(node.definition)
  const left = operand(session, definition, 'leftarg')
  const right = operand(session, definition, 'rightarg')
  const name = definition.name('function', 'procedure')
  if (!name) throw new Refusal('42P13', 'operator function must be specified')
  if (!left && !right) throw new Refusal('42P13', 'operator argument types must be specified')
  if (!right && session.pgVersion >= 14) throw new Refusal('42P13', 'operator right argument type must be specified')
  const routine = requireRoutine(session, name, [...(left ? [left] : []), ...(right ? [right] : [])])
  refuseMeaningless(definition, { binary: left !== null && right !== null, returns: routine.returns })
  const made = operator(session, schema, { name: wanted.name, left, right }, 'defined')
  session.store.depend(made, routine, 'normal')
  for (const type of [left, right]) if (type) session.store.depend(made, type, 'normal')
  for (const one of ['commutator', 'negator']) addPartner(session, schema, { definition, one, made, left, right })
}

function operand(session: Session, definition: Definition, name: string): Type | null {
  const type = definition.typeName(name)
  if (type?.setof) throw new Refusal('42P13', 'SETOF type not allowed for operator argument')
  return definition.type(session, name)
}

/** `OperatorValidateParams`. */
function refuseMeaningless(definition: Definition, about: { binary: boolean; returns: Type | null }): void {
  const refuse = (message: string): never => {
    throw new Refusal('42P13', message)
  }
  if (!about.binary) {
    if (definition.has('commutator')) refuse('only binary operators can have commutators')
    if (definition.has('join')) refuse('only binary operators can have join selectivity')
    if (definition.has('merges')) refuse('only binary operators can merge join')
    if (definition.has('hashes')) refuse('only binary operators can hash')
  }
  if (about.returns && about.returns.name !== 'bool') {
    if (definition.has('negator')) refuse('only boolean operators can have negators')
    if (definition.has('restrict')) refuse('only boolean operators can have restriction selectivity')
    if (definition.has('join')) refuse('only boolean operators can have join selectivity')
    if (definition.has('merges')) refuse('only boolean operators can merge join')
    if (definition.has('hashes')) refuse('only boolean operators can hash')
  }
}

interface Signature {
  readonly name: string
  readonly left: Type | null
  readonly right: Type | null
}

export const operandName = (type: Type | null): string => (type ? formatType({ type, modifiers: [] }) : 'NONE')

/** As the catalog is read: `===(integer, integer)`. */
export const operatorName = ({ name, left, right }: Signature): string =>
  `${name}(${operandName(left)}, ${operandName(right)})`

/** Operators that are named by others before they are made themselves. */
const shells = new WeakSet<Other>()

function operator(session: Session, schema: Schema, signature: Signature, how: 'defined' | 'named'): Other {
  const name = operatorName(signature)
  const there = schema.others.get(`operator:${name}`)
  if (there && (how === 'named' || shells.has(there))) {
    if (how === 'defined') shells.delete(there)
    return there
  }
  if (there) {
    const message = `operator ${signature.name} already exists`
    existing(session, { sqlstate: '42723', message, kind: 'other', name: { schema: schema.name, name } })
  }
  const made = session.store.newOther('operator', name, schema)
  if (how === 'named') shells.add(made)
  session.record('create', { kind: 'operator', schema: schema.name, name })
  return made
}

interface Partner {
  readonly definition: Definition
  readonly one: string
  readonly made: Other
  readonly left: Type | null
  readonly right: Type | null
}

function addPartner(session: Session, schema: Schema, { definition, one, made, left, right }: Partner): void {
  const name = definition.name(one)
  if (!name) return
  const swapped = one === 'commutator' ? { left: right, right: left } : { left, right }
  const home = name.schema === null ? schema : targetSchema(session, name)
  const signature = { name: name.name, ...swapped }
  if (findOperator(session, name, signature)) return
  const partner = operator(session, home, signature, 'named')
  if (one === 'negator' && partner === made) throw new Refusal('42P13', 'operator cannot be its own negator')
}

/** An operator that exists, of PostgreSQL or of the user. */
export function findOperator(session: Session, name: QualifiedName, signature: Signature): Other | 'built in' | null {
  const key = `operator:${operatorName({ ...signature, name: name.name })}`
  const schemas = name.schema === null ? session.path() : [session.schema(name.schema)]
  for (const schema of schemas) {
    const found = schema?.others.get(key)
    if (found) return found
  }
  const all = worldOf(session).operators(name.name, name.schema)
  return all.some(({ left, right }) => left === signature.left && right === signature.right) ? 'built in' : null
}
