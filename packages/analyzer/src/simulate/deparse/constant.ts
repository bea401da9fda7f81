import { quoteIdentifier } from '../names.ts'
import type { Relation, Schema, Type } from '../objects.ts'
import { splitIdentifiers } from '../query/identifiers.ts'
import type { Session } from '../session.ts'
import { arrayText } from './output/array.ts'
import { outputOf } from './output/index.ts'
import { type Tree, unprintable } from './tree.ts'

/** What it takes to know the value of a literal, and to print it. */
export interface Constants {
  readonly session: Session
  /** Number of the statement that wrote the literal. */
  readonly born: number
  /** Relations that literals of type `regclass` name, by where the literals stand. */
  readonly named: ReadonlyMap<number, Relation>
  hostOf(schema: Schema): string
}

/** A literal that becomes a value of a type: the value as the type's output function gives it. */
export function constantOf(constants: Constants, literal: Tree & { is: 'untyped' }, type: Type): Tree {
  const { text, at } = literal
  const value = text === null ? null : outputText(constants, { text, at, type })
  return { is: 'constant', text: value, type, modifiers: [] }
}

interface Literal {
  readonly text: string
  readonly at: number | undefined
  readonly type: Type
}

function outputText(constants: Constants, { text, at, type }: Literal): string {
  if (type.kind === 'enum') return labelOf(type, text, constants.born)
  if (type.kind === 'array' && type.element) {
    const { element } = type
    return arrayText(text, (item) => outputText(constants, { text: item, at: undefined, type: element }))
  }
  if (type.kind !== 'base') return unprintable(`a literal of type ${type.name}`)
  if (type.system && constants.hostOf(type.schema) === 'pg_catalog') {
    if (type.name === 'regclass') return relationName(constants, text, at)
    if (type.name === 'regconfig') return configurationName(text)
    return outputOf(type.name, text)
  }
  if (type.system && type.name === 'citext') return text
  return unprintable(`a literal of type ${type.name}`)
}

/** Values keep their label when it gets another name. */
function labelOf({ labels }: Type, text: string, born: number): string {
  const label = labels.find(
    ({ name, formerNames = [] }) => (formerNames.find(({ until }) => until > born)?.name ?? name) === text,
  )
  return label?.name ?? unprintable('a label that is not known')
}

function relationName({ named, session, hostOf }: Constants, text: string, at: number | undefined): string {
  const relation = at === undefined ? undefined : named.get(at)
  // Whether a temporary one is named with its schema depends on who asks.
  if (!relation || relation.persistence === 'temporary') return unprintable(`the relation ${text}`)
  return [hostOf(relation.schema), relation.name].map((part) => quoteIdentifier(part, session.pgVersion)).join('.')
}

const configurations: ReadonlySet<string> = new Set([
  'simple',
  'english',
  'french',
  'german',
  'italian',
  'portuguese',
  'russian',
  'spanish',
  'dutch',
  'danish',
  'norwegian',
  'swedish',
  'finnish',
  'hungarian',
  'romanian',
  'turkish',
])

function configurationName(text: string): string {
  const name = splitIdentifiers(text)
  if (name && configurations.has(name.name) && (name.schema ?? 'pg_catalog') === 'pg_catalog') return name.name
  return unprintable(`the configuration ${text}`)
}
