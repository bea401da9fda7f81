import type { AlterSeqStmt, CreateSeqStmt, Node } from '@migration-doctor/sql'
import {
  findRelation,
  missing,
  missingSchema,
  nameOf,
  type QualifiedName,
  qualifiedName,
  relationSchema,
  requireRelation,
  stringOf,
} from './names.ts'
import type { Column, Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import { plainSettings, readSettings } from './sequence-options.ts'
import type { Session } from './session.ts'

/** `CREATE SEQUENCE`. */
export function createSequence(session: Session, node: CreateSeqStmt): void {
  const name = nameOf(node.sequence)
  const temporary = node.sequence?.relpersistence === 't'
  const target = () => relationSchema(session, name, temporary, node.sequence?.location)
  if (node.if_not_exists && target().relations.has(name.name)) return
  // What is asked for is looked at before the name.
  const settings = readSettings(session, node.options, null)
  const schema = target()
  claimRelationName(session, schema, name.name, node.sequence?.location)
  const sequence = session.store.newRelation('sequence', name.name, schema)
  if (schema === session.temporarySchemaIfMade()) sequence.persistence = 'temporary'
  sequence.sequence = { ownedBy: null, identity: false, settings }
  session.record('create', { kind: 'sequence', schema: schema.name, name: name.name })
  setOwner(session, sequence, node.options)
}

/** `ALTER SEQUENCE`. */
export function alterSequence(session: Session, node: AlterSeqStmt): void {
  const found = findRelation(session, nameOf(node.sequence))
  if (!found && node.missing_ok) return
  const sequence = found ?? requireRelation(session, node.sequence)
  const facts = sequence.sequence
  if (sequence.kind !== 'sequence' || !facts) throw new Refusal('42809', `"${sequence.name}" is not a sequence`)
  const settings = readSettings(session, node.options, facts.settings ?? usualSettings(facts.ownedBy))
  session.store.set(facts, 'settings', settings)
  setOwner(session, sequence, node.options)
}

/** The sequence of a serial or identity column counts as far as its column can. */
function usualSettings(column: Column | null) {
  const types = { int2: 'smallint', int4: 'integer' } as const
  const name = column?.type.type.name
  return plainSettings(name === 'int2' || name === 'int4' ? types[name] : 'bigint')
}

function setOwner(session: Session, sequence: Relation, options: readonly Node[] | undefined): void {
  for (const item of options ?? []) {
    if (!('DefElem' in item) || item.DefElem.defname !== 'owned_by') continue
    const arg = item.DefElem.arg
    const parts = arg && 'List' in arg ? (arg.List.items ?? []) : []
    if (!sequence.sequence) continue
    if (sequence.sequence.identity) throw new Refusal('0A000', 'cannot change ownership of identity sequence')
    if (parts.length === 1 && stringOf(parts[0]) !== 'none') throw new Refusal('42601', 'invalid OWNED BY option')
    const column = parts.length > 1 ? ownerColumn(session, sequence, parts) : null
    session.store.undepend(sequence, (edge) => edge.to.class === 'column')
    session.store.set(sequence.sequence, 'ownedBy', column)
    if (column) session.store.depend(sequence, column, 'auto')
  }
}

const owners: readonly Relation['kind'][] = ['table', 'partitioned table', 'foreign table', 'view']

function ownerColumn(session: Session, sequence: Relation, parts: readonly Node[]): Column {
  const table = qualifiedName(parts.slice(0, -1))
  const relation = findRelation(session, table) ?? missingOwner(session, table)
  if (!owners.includes(relation.kind))
    throw new Refusal('42809', `sequence cannot be owned by relation "${relation.name}"`)
  if (relation.schema !== sequence.schema)
    throw new Refusal('55000', 'sequence must be in same schema as table it is linked to')
  const name = stringOf(parts.at(-1))
  const column = relation.columns.get(name)
  if (column) return column
  const message = `column "${name}" of relation "${relation.name}" does not exist`
  return missing(session, { sqlstate: '42703', message, kind: 'column', name: table, column: name })
}

function missingOwner(session: Session, name: QualifiedName): never {
  if (name.schema !== null && !session.schema(name.schema)) missingSchema(session, name.schema)
  const message = `relation "${name.name}" does not exist`
  return missing(session, { sqlstate: '42P01', message, kind: 'relation', name })
}
