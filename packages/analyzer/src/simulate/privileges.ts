import type { GrantStmt, Node, ObjectType } from '@migration-doctor/sql'
import { stringOf } from './names.ts'
import type { Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import { missingColumn } from './require-column.ts'
import type { Session } from './session.ts'

const all = [
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
  'references',
  'trigger',
  'maintain',
  'usage',
  'create',
  'temporary',
  'temp',
  'connect',
  'execute',
  'set',
  'alter system',
] as const

const ofTables: readonly string[] = [
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
  'references',
  'trigger',
  'maintain',
]
const ofColumns: readonly string[] = ['select', 'insert', 'update', 'references']
const ofSequences: readonly string[] = ['usage', 'select', 'update']

/** What can be granted on each kind of object. */
const allowed: { readonly [K in ObjectType]?: readonly string[] } = {
  OBJECT_SEQUENCE: ofSequences,
  OBJECT_SCHEMA: ['usage', 'create'],
  OBJECT_DATABASE: ['create', 'temporary', 'temp', 'connect'],
  OBJECT_FUNCTION: ['execute'],
  OBJECT_PROCEDURE: ['execute'],
  OBJECT_ROUTINE: ['execute'],
  OBJECT_LANGUAGE: ['usage'],
  OBJECT_TYPE: ['usage'],
  OBJECT_DOMAIN: ['usage'],
  OBJECT_FDW: ['usage'],
  OBJECT_FOREIGN_SERVER: ['usage'],
  OBJECT_TABLESPACE: ['create'],
  OBJECT_LARGEOBJECT: ['select', 'update'],
  OBJECT_PARAMETER_ACL: ['set', 'alter system'],
}

const known: ReadonlySet<string> = new Set(all)

/** The words of a GRANT: privileges that there are, and that such an object has. */
export function refusePrivileges(session: Session, node: GrantStmt): void {
  const words = wordsOf(node.privileges)
  const stranger = words.find((word) => !known.has(word) || (word === 'maintain' && session.pgVersion < 17))
  if (stranger !== undefined) throw new Refusal('42601', `unrecognized privilege type "${stranger}"`)
  if (node.objtype === 'OBJECT_TABLE') {
    // On a table by name, and on sequences that are named as if they were tables.
    const isNamed = node.targtype === 'ACL_TARGET_OBJECT'
    refuseOthers(words, isNamed ? [...ofTables, ...ofSequences] : ofTables, 'relation')
  } else if (node.objtype)
    refuseOthers(words, allowed[node.objtype] ?? all, node.objtype.slice('OBJECT_'.length).toLowerCase())
}

const wordsOf = (nodes: readonly Node[] | undefined): readonly string[] =>
  (nodes ?? []).flatMap((item) => ('AccessPriv' in item ? (item.AccessPriv.priv_name ?? []) : []))

function refuseOthers(words: readonly string[], fit: readonly string[], what: string): void {
  const wrong = words.find((word) => !fit.includes(word))
  if (wrong !== undefined) throw new Refusal('0LP01', `invalid privilege type ${wrong.toUpperCase()} for ${what}`)
}

/** What a GRANT says of one relation: privileges and columns that it has. */
export function refuseRelationPrivileges(session: Session, relation: Relation, node: GrantStmt): void {
  if (node.objtype === 'OBJECT_SEQUENCE' && relation.kind !== 'sequence') {
    throw new Refusal('42809', `"${relation.name}" is not a sequence`)
  }
  if (relation.kind === 'index') throw new Refusal('42809', `"${relation.name}" is an index`)
  if (relation.kind === 'composite type') throw new Refusal('42809', `"${relation.name}" is a composite type`)
  for (const item of node.privileges ?? []) {
    if (!('AccessPriv' in item)) continue
    const { priv_name: word = 'all', cols } = item.AccessPriv
    if (cols?.length && word !== 'all' && !ofColumns.includes(word)) {
      throw new Refusal('0LP01', `invalid privilege type ${word.toUpperCase()} for column`)
    }
    for (const name of (cols ?? []).map(stringOf)) {
      if (!relation.columns.has(name) && !relation.opaqueColumns) missingColumn(session, relation, { column: name })
    }
    if (relation.kind !== 'sequence' && word === 'usage') {
      throw new Refusal('0LP01', 'invalid privilege type USAGE for table')
    }
  }
}
