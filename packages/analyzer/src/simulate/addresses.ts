import type { Node, ObjectType, ObjectWithArgs } from '@migration-doctor/sql'
import type { Address } from './address.ts'
import {
  findRelation,
  findRoutines,
  findType,
  missing,
  missingSchema,
  type QualifiedName,
  qualifiedName,
  schemasFor,
  shown,
  stringOf,
} from './names.ts'
import type { Relation, Routine, Type } from './objects.ts'
import { castAddress, ofMethodAddress, operatorAddress, transformAddress } from './operator-addresses.ts'
import { Refusal, type SubjectKind } from './refusal.ts'
import { sameTypes } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { typeOfNode } from './type-of-node.ts'
import { resolveType, shownType } from './types.ts'

const relationWords: Partial<
  Record<ObjectType, { word: string; kinds: readonly Relation['kind'][]; sqlstate: string }>
> = {
  OBJECT_TABLE: { word: 'table', kinds: ['table', 'partitioned table'], sqlstate: '42P01' },
  OBJECT_VIEW: { word: 'view', kinds: ['view'], sqlstate: '42P01' },
  OBJECT_MATVIEW: { word: 'materialized view', kinds: ['materialized view'], sqlstate: '42P01' },
  OBJECT_SEQUENCE: { word: 'sequence', kinds: ['sequence'], sqlstate: '42P01' },
  OBJECT_INDEX: { word: 'index', kinds: ['index'], sqlstate: '42704' },
  OBJECT_FOREIGN_TABLE: { word: 'foreign table', kinds: ['foreign table'], sqlstate: '42704' },
}

/** Looks an object up by the kind and the name that a statement gives. */
export function addressOf(session: Session, kind: ObjectType | undefined, node: Node | undefined): Address {
  const words = kind && relationWords[kind]
  if (words) return relationAddress(session, words, qualifiedName(partsOf(node)))
  switch (kind) {
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return typeAddress(session, node, kind === 'OBJECT_DOMAIN')
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE':
      return routineAddress(session, kind, node)
    case 'OBJECT_SCHEMA':
      return schemaAddress(session, stringOf(node))
    case 'OBJECT_EXTENSION':
      return extensionAddress(session, stringOf(node))
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
    case 'OBJECT_TABCONSTRAINT':
      return partAddress(session, kind, partsOf(node).map(stringOf))
    case 'OBJECT_COLUMN':
      return columnAddress(session, partsOf(node).map(stringOf))
    case 'OBJECT_OPERATOR':
      return operatorAddress(session, node)
    case 'OBJECT_CAST':
      return castAddress(session, partsOf(node))
    case 'OBJECT_TRANSFORM':
      return transformAddress(session, partsOf(node))
    case 'OBJECT_OPCLASS':
    case 'OBJECT_OPFAMILY':
      return ofMethodAddress(session, otherKind(kind), partsOf(node))
    case 'OBJECT_DOMCONSTRAINT':
      return domainConstraintAddress(session, partsOf(node))
    default:
      return otherAddress(session, kind, node)
  }
}

export function partsOf(node: Node | undefined): readonly Node[] {
  if (!node) return []
  if ('List' in node) return node.List.items ?? []
  if ('TypeName' in node) return node.TypeName.names ?? []
  return [node]
}

type RelationWords = NonNullable<(typeof relationWords)[ObjectType]>

function relationAddress(session: Session, words: RelationWords, name: QualifiedName): Address {
  const found = findRelation(session, name)
  if (found && !words.kinds.includes(found.kind)) {
    const article = /^[aeiou]/.test(words.word) ? 'an' : 'a'
    throw new Refusal('42809', `"${name.name}" is not ${article} ${words.word}`, {
      subject: { fault: 'other', kind: 'relation', schema: found.schema.name, name: found.name },
    })
  }
  const refuse = () => {
    if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
    const { sqlstate, word } = words
    const kind: SubjectKind = 'relation'
    return missing(session, { sqlstate, message: `${word} "${shown(name)}" does not exist`, kind, name })
  }
  return { entity: found, refuse }
}

function typeAddress(session: Session, node: Node | undefined, domain: boolean): Address {
  const name = qualifiedName(partsOf(node))
  const found = findType(session, name)
  if (found && domain && found.kind !== 'domain' && found.kind !== 'unknown') {
    throw new Refusal('42809', `"${name.name}" is not a domain`)
  }
  const refuse = () => {
    if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
    return missing(session, { sqlstate: '42704', message: `type "${shown(name)}" does not exist`, kind: 'type', name })
  }
  return { entity: found, refuse }
}

interface RoutineWords {
  readonly word: string
  /** Kinds that are seen when no types are given. */
  readonly seen: readonly Routine['kind'][]
  /** Kinds that fit; another one that is found is the wrong kind. */
  readonly fit: readonly Routine['kind'][]
}

const functions: readonly Routine['kind'][] = ['function', 'window', 'aggregate']
const everything: readonly Routine['kind'][] = [...functions, 'procedure']

const routineKinds: Partial<Record<ObjectType, RoutineWords>> = {
  OBJECT_FUNCTION: { word: 'function', seen: functions, fit: functions },
  OBJECT_PROCEDURE: { word: 'procedure', seen: ['procedure'], fit: ['procedure'] },
  OBJECT_ROUTINE: { word: 'routine', seen: everything, fit: everything },
  OBJECT_AGGREGATE: { word: 'aggregate', seen: functions, fit: ['aggregate'] },
}

function routineAddress(session: Session, kind: ObjectType, node: Node | undefined): Address {
  const target: ObjectWithArgs = node && 'ObjectWithArgs' in node ? node.ObjectWithArgs : {}
  const name = qualifiedName(target.objname)
  const { word, seen, fit } = routineKinds[kind] ?? { word: 'function', seen: functions, fit: functions }
  const all = findRoutines(session, name)
  const inputs = target.args_unspecified ? null : argumentTypes(session, target)
  if (inputs instanceof Refusal) {
    const refusal = inputs
    const refuse = () => {
      throw refusal
    }
    return { entity: null, refuse }
  }
  const found = inputs
    ? all.filter((routine) => sameTypes(routine.inputs, inputs))
    : all.filter((routine) => seen.includes(routine.kind))
  if (!inputs && found.length > 1) throw new Refusal('42725', `${word} name "${shown(name)}" is not unique`)
  const [routine] = found
  if (routine && !fit.includes(routine.kind)) throw new Refusal('42809', `${shown(name)} is not a ${word}`)
  return { entity: routine ?? null, refuse: () => refuseRoutine(session, name, word, inputs) }
}

/** The types in parentheses; a type that does not exist makes the routine one that does not exist. */
function argumentTypes(session: Session, target: ObjectWithArgs): readonly Type[] | Refusal {
  const types: Type[] = []
  for (const item of target.objargs ?? []) {
    if (!('TypeName' in item)) continue
    try {
      types.push(resolveType(session, item.TypeName, 'ignored').type)
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }
  return types
}

function refuseRoutine(session: Session, name: QualifiedName, word: string, inputs: readonly Type[] | null): never {
  if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
  const message = inputs
    ? `${word} ${shown(name)}(${inputs.map(shownType).join(', ')}) does not exist`
    : `could not find a ${word} named "${shown(name)}"`
  return missing(session, { sqlstate: '42883', message, kind: 'routine', name })
}

function schemaAddress(session: Session, name: string): Address {
  return { entity: session.schema(name), refuse: () => missingSchema(session, name) }
}

function extensionAddress(session: Session, name: string): Address {
  const refuse = () =>
    missing(session, {
      sqlstate: '42704',
      message: `extension "${name}" does not exist`,
      kind: 'extension',
      name: { schema: null, name },
    })
  return { entity: session.store.extensions.get(name) ?? null, refuse }
}

const partWords = {
  OBJECT_TRIGGER: { word: 'trigger', of: 'table', map: 'triggers', kind: 'trigger' },
  OBJECT_POLICY: { word: 'policy', of: 'table', map: 'policies', kind: 'policy' },
  OBJECT_RULE: { word: 'rule', of: 'relation', map: 'rules', kind: 'rule' },
  OBJECT_TABCONSTRAINT: { word: 'constraint', of: 'table', map: 'constraints', kind: 'constraint' },
} as const

/** A trigger, policy, rule or constraint: the last part is its own name, the ones before name the table. */
function partAddress(session: Session, kind: keyof typeof partWords, parts: readonly string[]): Address {
  const { word, of, map, kind: subject } = partWords[kind]
  const own = parts.at(-1) ?? ''
  const table: QualifiedName = { schema: parts.length > 2 ? (parts.at(-3) ?? null) : null, name: parts.at(-2) ?? '' }
  const relation = findRelation(session, table)
  const refuse = () => {
    if (!relation) {
      if (table.schema !== null && !session.schema(table.schema)) return missingSchema(session, table.schema)
      const message = `relation "${shown(table)}" does not exist`
      return missing(session, { sqlstate: '42P01', message, kind: 'relation', name: table })
    }
    const message = `${word} "${own}" for ${of} "${relation.name}" does not exist`
    const name = { schema: relation.schema.name, name: `${relation.name}.${own}` }
    return missing(session, { sqlstate: '42704', message, kind: subject, name })
  }
  return { entity: relation?.[map].get(own) ?? null, refuse }
}

function domainConstraintAddress(session: Session, parts: readonly Node[]): Address {
  const type = typeOfNode(session, parts[0])
  const own = stringOf(parts.at(-1))
  const refuse = () => {
    const name = { schema: type.schema.name, name: `${type.name}.${own}` }
    const message = `constraint "${own}" for domain ${type.name} does not exist`
    return missing(session, { sqlstate: '42704', message, kind: 'constraint', name })
  }
  return { entity: type.constraints.get(own) ?? null, refuse }
}

function columnAddress(session: Session, parts: readonly string[]): Address {
  const own = parts.at(-1) ?? ''
  const table: QualifiedName = { schema: parts.length > 2 ? (parts.at(-3) ?? null) : null, name: parts.at(-2) ?? '' }
  const relation = findRelation(session, table)
  const refuse = () => {
    const message = relation
      ? `column "${own}" of relation "${relation.name}" does not exist`
      : `relation "${shown(table)}" does not exist`
    if (table.schema !== null && !session.schema(table.schema)) return missingSchema(session, table.schema)
    const sqlstate = relation ? '42703' : '42P01'
    if (!relation) return missing(session, { sqlstate, message, kind: 'relation', name: table })
    return missing(session, { sqlstate, message, kind: 'column', name: table, column: own })
  }
  return { entity: relation?.columns.get(own) ?? null, refuse }
}

/** `OBJECT_TEXT_SEARCH`-like kinds as the words under which they are kept. */
export function otherKind(kind: ObjectType | undefined): string {
  const words: Partial<Record<ObjectType, string>> = {
    OBJECT_TSCONFIGURATION: 'text search configuration',
    OBJECT_TSDICTIONARY: 'text search dictionary',
    OBJECT_TSPARSER: 'text search parser',
    OBJECT_TSTEMPLATE: 'text search template',
    OBJECT_STATISTIC_EXT: 'statistics',
    OBJECT_FDW: 'foreign data wrapper',
    OBJECT_FOREIGN_SERVER: 'foreign server',
    OBJECT_OPCLASS: 'operator class',
    OBJECT_OPFAMILY: 'operator family',
  }
  if (!kind) return 'object'
  return words[kind] ?? kind.replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase()
}

function otherAddress(session: Session, kind: ObjectType | undefined, node: Node | undefined): Address {
  const word = otherKind(kind)
  const name = qualifiedName(partsOf(node))
  const key = `${word}:${name.name}`
  const inSchema = schemasFor(session, name).flatMap((schema) => schema.others.get(key) ?? [])[0]
  const refuse = () => {
    if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
    const message = `${word} "${shown(name)}" does not exist`
    return missing(session, { sqlstate: '42704', message, kind: 'other', name })
  }
  return { entity: inSchema ?? session.store.globals.get(key) ?? null, refuse }
}
