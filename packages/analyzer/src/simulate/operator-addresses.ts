import type { Node } from '@migration-doctor/sql'
import type { Address } from './address.ts'
import { blankOther, systemBase } from './blank.ts'
import { castName } from './casts.ts'
import { missing, missingSchema, qualifiedName, shown, stringOf } from './names.ts'
import type { Entity, Other } from './objects.ts'
import { findOperator } from './operators.ts'
import { namedOpclass } from './query/opclass.ts'
import { worldOf } from './query/world.ts'
import { transformName } from './server-objects.ts'
import type { Session } from './session.ts'
import { typeOfNode } from './type-of-node.ts'
import { shownType } from './types.ts'

/** Stands for one of PostgreSQL's own, of which no more has to be known. */
const builtIn = (kind: string, name: string): Other => blankOther(systemBase(name), kind, null)

/** `=== (integer, NONE)`. */
export function operatorAddress(session: Session, node: Node | undefined): Address {
  const target = node && 'ObjectWithArgs' in node ? node.ObjectWithArgs : {}
  const name = qualifiedName(target.objname)
  const [left = null, right = null] = (target.objargs ?? []).map((item) =>
    'TypeName' in item ? typeOfNode(session, item) : null,
  )
  const found = findOperator(session, name, { name: name.name, left, right })
  const refuse = () => {
    const operands = [left, right].map((type) => (type ? shownType(type) : ''))
    const message = `operator does not exist: ${operands[0]} ${shown(name)} ${operands[1]}`
    return missing(session, { sqlstate: '42883', message, kind: 'other', name })
  }
  return { entity: found === 'built in' ? builtIn('operator', name.name) : found, refuse }
}

/** `(integer AS text)`. */
export function castAddress(session: Session, parts: readonly Node[]): Address {
  const [source, target] = [typeOfNode(session, parts[0]), typeOfNode(session, parts[1])]
  const name = castName(source, target)
  const own = session.store.globals.get(`cast:${name}`)
  const entity: Entity | null = own ?? (worldOf(session).cast(source, target) ? builtIn('cast', name) : null)
  const refuse = () => {
    const message = `cast from type ${shownType(source)} to type ${shownType(target)} does not exist`
    return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
  }
  return { entity, refuse }
}

/** `FOR type LANGUAGE name`. */
export function transformAddress(session: Session, parts: readonly Node[]): Address {
  const type = typeOfNode(session, parts[0])
  const language = stringOf(parts.at(-1))
  const name = transformName(type, language)
  const refuse = () => {
    const message = `transform for type ${shownType(type)} language "${language}" does not exist`
    return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name } })
  }
  return { entity: session.store.globals.get(`transform:${name}`) ?? null, refuse }
}

/** An operator class or family: the access method stands first. */
export function ofMethodAddress(session: Session, word: string, parts: readonly Node[]): Address {
  const method = stringOf(parts[0])
  const name = qualifiedName(parts.slice(1))
  const world = worldOf(session)
  const refuse = () => {
    if (!world.hasAccessMethod(method)) {
      const message = `access method "${method}" does not exist`
      return missing(session, { sqlstate: '42704', message, kind: 'other', name: { schema: null, name: method } })
    }
    if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
    const message = `${word} "${shown(name)}" does not exist for access method "${method}"`
    return missing(session, { sqlstate: '42704', message, kind: 'other', name })
  }
  const schemas = name.schema === null ? session.path() : [session.schema(name.schema)]
  for (const schema of schemas) {
    const found = schema?.others.get(`${word} for ${method}:${name.name}`)
    if (found) return { entity: found, refuse }
  }
  const isBuiltIn = word === 'operator class' && namedOpclass(world, method, name).length > 0
  return { entity: isBuiltIn ? builtIn(word, name.name) : null, refuse }
}
