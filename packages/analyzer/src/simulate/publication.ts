import type { AlterPublicationStmt, CreatePublicationStmt, Node, PublicationTable } from '@migration-doctor/sql'
import { makeOther, requireGlobal } from './definition.ts'
import { existing, missing, missingSchema, requireRelation, stringOf } from './names.ts'
import type { Other, Relation, Schema } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import { requireColumn } from './require-column.ts'
import type { Session } from './session.ts'

interface Members {
  readonly tables: Set<Relation>
  readonly schemas: Set<Schema>
  readonly everything: boolean
}

const membersOf = new WeakMap<Other, Members>()

/** `CREATE PUBLICATION`. */
export function createPublication(session: Session, node: CreatePublicationStmt): void {
  const name = node.pubname ?? ''
  if (session.store.globals.has(`publication:${name}`)) makeOther(session, { kind: 'publication', name, schema: null })
  refuseOptions(node.options)
  const publication = makeOther(session, { kind: 'publication', name, schema: null })
  if (!publication) return
  membersOf.set(publication, { tables: new Set(), schemas: new Set(), everything: node.for_all_tables ?? false })
  for (const member of read(session, node.pubobjects)) add(session, publication, member)
}

const operations: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'truncate'])

function refuseOptions(options: readonly Node[] | undefined): void {
  for (const item of options ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg } = item.DefElem
    if (defname === 'publish') {
      for (const one of stringOf(arg).split(',')) {
        if (one.trim() === '' || operations.has(one.trim())) continue
        throw new Refusal('42601', `unrecognized value for publication option "publish": "${one.trim()}"`)
      }
    } else if (defname !== 'publish_via_partition_root' && defname !== 'publish_generated_columns') {
      throw new Refusal('42601', `unrecognized publication parameter: "${defname}"`)
    }
  }
}

type Member = { readonly table: Relation } | { readonly schema: Schema }

function read(session: Session, objects: readonly Node[] | undefined): readonly Member[] {
  const members = (objects ?? []).flatMap((item): readonly Member[] => {
    if (!('PublicationObjSpec' in item)) return []
    const { pubobjtype, name, pubtable } = item.PublicationObjSpec
    if (pubobjtype === 'PUBLICATIONOBJ_TABLE') return [{ table: publishedTable(session, pubtable ?? {}) }]
    const schema =
      pubobjtype === 'PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA' ? session.creationSchema() : session.schema(name ?? '')
    return [{ schema: schema ?? missingSchema(session, name ?? '') }]
  })
  return members
}

function publishedTable(session: Session, node: PublicationTable): Relation {
  const table = requireRelation(session, node.relation)
  const refuse = (why: string): never => {
    throw new Refusal('22023', `cannot add relation "${table.name}" to publication: ${why}`)
  }
  if (table.kind !== 'table' && table.kind !== 'partitioned table') refuse('it is not a table')
  if (table.system) refuse('it is a system table')
  if (table.persistence !== 'permanent') refuse(`it is ${table.persistence}`)
  if (node.whereClause) {
    analyzeExpression(session, node.whereClause, relationScope(table, table.name, 'check constraint'))
  }
  for (const column of node.columns ?? []) requireColumn(session, table, stringOf(column))
  return table
}

function add(session: Session, publication: Other, member: Member): void {
  const members = membersOf.get(publication)
  if (!members) return
  const { store } = session
  const taken = (what: string, name: string): never =>
    existing(session, {
      sqlstate: '42710',
      message: `${what} "${name}" is already member of publication "${publication.name}"`,
      kind: 'other',
      name: { schema: null, name },
    })
  if ('table' in member) {
    if (members.tables.has(member.table)) taken('relation', member.table.name)
    store.add(members.tables, member.table)
  } else {
    if (members.schemas.has(member.schema)) taken('schema', member.schema.name)
    store.add(members.schemas, member.schema)
  }
}

function remove(session: Session, publication: Other, member: Member): void {
  const members = membersOf.get(publication)
  if (!members) return
  const has = 'table' in member ? members.tables.has(member.table) : members.schemas.has(member.schema)
  const name = 'table' in member ? member.table.name : member.schema.name
  if (!has) {
    const what =
      'table' in member
        ? `relation "${name}" is not part of the publication`
        : `tables from schema "${name}" are not part of the publication`
    missing(session, { sqlstate: '42704', message: what, kind: 'other', name: { schema: null, name } })
  }
  if ('table' in member) session.store.drop(members.tables, member.table)
  else session.store.drop(members.schemas, member.schema)
}

/** `ALTER PUBLICATION … ADD`, `DROP`, `SET`. */
export function alterPublication(session: Session, node: AlterPublicationStmt): void {
  const publication = requireGlobal(session, 'publication', node.pubname ?? '')
  if (node.options?.length) refuseOptions(node.options)
  if (!node.pubobjects?.length) return
  const members = membersOf.get(publication)
  if (members?.everything) {
    throw new Refusal('55000', `publication "${publication.name}" is defined as FOR ALL TABLES`)
  }
  const named = read(session, node.pubobjects)
  if (node.action === 'AP_SetObjects' && members) {
    for (const table of [...members.tables]) session.store.drop(members.tables, table)
    for (const schema of [...members.schemas]) session.store.drop(members.schemas, schema)
  }
  for (const member of named) {
    if (node.action === 'AP_DropObjects') remove(session, publication, member)
    else add(session, publication, member)
  }
}
