import type { CreateCastStmt, ObjectWithArgs } from '@migration-doctor/sql'
import { existing, qualifiedName } from './names.ts'
import type { Routine, Type } from './objects.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { formatType, resolveType, shownType } from './types.ts'

/** `CREATE CAST`. */
export function createCast(session: Session, node: CreateCastStmt): void {
  const source = resolveType(session, node.sourcetype, 'ignored').type
  const target = resolveType(session, node.targettype, 'ignored').type
  for (const [word, type] of [
    ['source', source],
    ['target', target],
  ] as const) {
    if (type.kind === 'pseudo') throw new Refusal('42809', `${word} data type ${shownType(type)} is a pseudo-type`)
  }
  const routine = node.func ? castFunction(session, node.func) : null
  if (routine) refuseWrongCast(routine, source, target)
  else if (!node.inout) refuseBinaryCast(source, target)
  if (source === target && (routine?.inputs.length ?? 1) < 2) {
    throw new Refusal('42P17', 'source data type and target data type are the same')
  }
  const name = castName(source, target)
  if (session.store.globals.has(`cast:${name}`) || worldOf(session).cast(source, target)) {
    const message = `cast from type ${shownType(source)} to type ${shownType(target)} already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  const cast = session.store.newOther('cast', name, null)
  session.record('create', { kind: 'cast', schema: '', name })
  for (const used of [source, target]) session.store.depend(cast, used, 'normal')
  if (routine) session.store.depend(cast, routine, 'normal')
}

/** As the catalog is read: `(integer AS text)`. */
export const castName = (source: Type, target: Type): string =>
  `(${formatType({ type: source, modifiers: [] })} AS ${formatType({ type: target, modifiers: [] })})`

function castFunction(session: Session, target: ObjectWithArgs): Routine {
  const name = qualifiedName(target.objname)
  if (target.args_unspecified) return requireRoutine(session, name, null)
  const inputs = (target.objargs ?? []).flatMap((item) =>
    'TypeName' in item ? [resolveType(session, item.TypeName, 'ignored').type] : [],
  )
  return requireRoutine(session, name, inputs)
}

function refuseWrongCast({ inputs, returns, kind, returnsSet }: Routine, source: Type, target: Type): void {
  const refuse = (message: string): never => {
    throw new Refusal('42P17', message)
  }
  const [first, second, third] = inputs
  if (inputs.length < 1 || inputs.length > 3) refuse('cast function must take one to three arguments')
  const isBinary =
    first?.kind === 'unknown' || first === source || (first?.name === 'text' && source.name === 'varchar')
  if (!isBinary) refuse('argument of cast function must match or be binary-coercible from source data type')
  if (second && second.name !== 'int4') refuse('second argument of cast function must be type integer')
  if (third && third.name !== 'bool') refuse('third argument of cast function must be type boolean')
  const fits =
    returns === target || returns?.kind === 'unknown' || (returns?.name === 'text' && target.name === 'varchar')
  if (!fits) refuse('return data type of cast function must match or be binary-coercible to target data type')
  if (kind !== 'function') refuse('cast function must be a normal function')
  if (returnsSet) refuse('cast function must not return a set')
}

function refuseBinaryCast(source: Type, target: Type): void {
  const kinds = [source.kind, target.kind]
  for (const kind of ['composite', 'array', 'range', 'enum', 'domain'] as const) {
    if (!kinds.includes(kind)) continue
    throw new Refusal('42P17', `${kind} data types must not be marked binary-compatible`)
  }
}
