import type { AlterPublicationStmt, CreatePublicationStmt, Node, PublicationTable } from '@migration-doctor/sql'
import { makeOther, requireGlobal } from './definition.ts'
import { existing, missing, missingSchema, requireRelation, stringOf } from './names.ts'
import type { Column, Other, Relation, Schema } from './objects.ts'
import { isPartial, type Members, membersOf, type Published, publishedIn, removeTable, withPart } from './published.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import { requireColumn } from './require-column.ts'
import type { Session } from './session.ts'

/** `CREATE PUBLICATION`. */
export function createPublication(session: Session, node: CreatePublicationStmt): void {
  const name = node.pubname ?? ''
  if (session.store.globals.has(`publication:${name}`)) makeOther(session, { kind: 'publication', name, schema: null })
  refuseOptions(node.options)
  const publication = makeOther(session, { kind: 'publication', name, schema: null })
  if (!publication) return
  const everything = node.for_all_tables ?? false
  const usual = { changes: operations, viaRoot: false, generated: false }
  const members: Members = { tables: new Map(), schemas: new Set(), everything, ...usual, ...optionsOf(node.options) }
  membersOf.set(publication, members)
  for (const member of read(session, node.pubobjects)) add(session, publication, member)
}

const operations: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'truncate'])

/** The settings that a statement gives. */
function optionsOf(options: readonly Node[] | undefined): Partial<Members> {
  const given: Partial<Members> = {}
  for (const item of options ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg } = item.DefElem
    if (defname === 'publish') given.changes = new Set(wordsOf(arg))
    if (defname === 'publish_via_partition_root') given.viaRoot = isOn(arg)
    if (defname === 'publish_generated_columns') given.generated = stringOf(arg) === 'stored'
  }
  return given
}

const wordsOf = (arg: Node | undefined): readonly string[] =>
  stringOf(arg)
    .split(',')
    .map((one) => one.trim())

const isOn = (arg: Node | undefined): boolean =>
  !arg || ('Boolean' in arg ? (arg.Boolean.boolval ?? false) : ['true', 'on'].includes(stringOf(arg).toLowerCase()))

function refuseOptions(options: readonly Node[] | undefined): void {
  for (const item of options ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg } = item.DefElem
    if (defname === 'publish') {
      for (const one of wordsOf(arg)) {
        if (one === '' || operations.has(one)) continue
        throw new Refusal('42601', `unrecognized value for publication option "publish": "${one}"`)
      }
    } else if (defname !== 'publish_via_partition_root' && defname !== 'publish_generated_columns') {
      throw new Refusal('42601', `unrecognized publication parameter: "${defname}"`)
    }
  }
}

type Member = { readonly table: Relation; readonly published: Published } | { readonly schema: Schema }

function read(session: Session, objects: readonly Node[] | undefined): readonly Member[] {
  const named = (objects ?? []).flatMap((item): readonly Member[] => {
    if (!('PublicationObjSpec' in item)) return []
    const { pubobjtype, name, pubtable } = item.PublicationObjSpec
    if (pubobjtype === 'PUBLICATIONOBJ_TABLE') return publishedTables(session, pubtable ?? {})
    const schema =
      pubobjtype === 'PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA' ? session.creationSchema() : session.schema(name ?? '')
    return [{ schema: schema ?? missingSchema(session, name ?? '') }]
  })
  return withoutRepeats(named)
}

/** A table may be named twice, but not with columns or a condition. */
function withoutRepeats(members: readonly Member[]): readonly Member[] {
  const kept = new Map<Relation | Schema, Member>()
  for (const member of members) {
    const one = 'table' in member ? member.table : member.schema
    const before = kept.get(one)
    if (before && [before, member].some((each) => 'table' in each && isPartial(each.published)))
      throw new Refusal('42710', `conflicting or redundant column lists or WHERE clauses for table "${one.name}"`)
    if (!before) kept.set(one, member)
  }
  return [...kept.values()]
}

/** A table and, without ONLY, those that inherit from it. */
function publishedTables(session: Session, node: PublicationTable): readonly Member[] {
  const table = requireRelation(session, node.relation)
  refuseUnpublishable(table)
  const columns = publishedColumns(session, table, node.columns)
  const published = { columns, filter: rowFilter(session, table, node.whereClause) }
  const children = node.relation?.inh === true && table.kind === 'table' ? descendants(table) : []
  return [table, ...children].map((one) => ({ table: one, published }))
}

function rowFilter(session: Session, table: Relation, node: Node | undefined): readonly Column[] | null {
  if (!node) return null
  const { uses, volatility } = analyzeExpression(session, node, relationScope(table, table.name, 'check constraint'))
  if (volatility !== 'i') throw new Refusal('0A000', 'invalid publication WHERE expression')
  return [...uses.columns]
}

function publishedColumns(
  session: Session,
  table: Relation,
  nodes: readonly Node[] | undefined,
): readonly Column[] | null {
  const columns = nodes?.map((column) => requireColumn(session, table, stringOf(column))) ?? null
  const twice = columns?.find((column, at) => columns.indexOf(column) !== at)
  if (twice) throw new Refusal('42710', `duplicate column "${twice.name}" in publication column list`)
  return columns
}

const descendants = (table: Relation): readonly Relation[] =>
  [...table.children].flatMap((child) => [child, ...descendants(child)])

function refuseUnpublishable(table: Relation): void {
  const refuse = (why: string): never => {
    throw new Refusal('22023', `cannot add relation "${table.name}" to publication: ${why}`)
  }
  if (table.kind !== 'table' && table.kind !== 'partitioned table') refuse('it is not a table')
  if (table.system) refuse('it is a system table')
  if (table.persistence !== 'permanent') refuse(`it is ${table.persistence}`)
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
    const { table, published } = member
    if (publishedIn(session, members, table)) taken('relation', table.name)
    store.put(members.tables, table, isPartial(published) ? withPart(session, publication, member) : published)
  } else {
    if (members.schemas.has(member.schema)) taken('schema', member.schema.name)
    store.add(members.schemas, member.schema)
  }
  for (const [table, { columns }] of members.tables) {
    if (!columns || members.schemas.size === 0) continue
    throw new Refusal(
      '22023',
      `cannot use column list for relation "${table.name}" in publication "${publication.name}"`,
    )
  }
}

function remove(session: Session, publication: Other, member: Member): void {
  const members = membersOf.get(publication)
  if (!members) return
  const has =
    'table' in member ? publishedIn(session, members, member.table) !== null : members.schemas.has(member.schema)
  const name = 'table' in member ? member.table.name : member.schema.name
  if (!has) {
    const what =
      'table' in member
        ? `relation "${name}" is not part of the publication`
        : `tables from schema "${name}" are not part of the publication`
    missing(session, { sqlstate: '42704', message: what, kind: 'other', name: { schema: null, name } })
  }
  if ('table' in member) removeTable(session, members, member.table)
  else session.store.drop(members.schemas, member.schema)
}

/** `ALTER PUBLICATION … ADD`, `DROP`, `SET`. */
export function alterPublication(session: Session, node: AlterPublicationStmt): void {
  const publication = requireGlobal(session, 'publication', node.pubname ?? '')
  const members = membersOf.get(publication)
  if (node.options?.length) {
    refuseOptions(node.options)
    if (members) changeSettings(session, members, optionsOf(node.options))
  }
  if (!node.pubobjects?.length) return
  if (members?.everything) {
    throw new Refusal('55000', `publication "${publication.name}" is defined as FOR ALL TABLES`)
  }
  const named = read(session, node.pubobjects)
  if (node.action === 'AP_SetObjects' && members) {
    for (const table of [...members.tables.keys()]) removeTable(session, members, table)
    for (const schema of [...members.schemas]) session.store.drop(members.schemas, schema)
  }
  for (const member of named) {
    if (node.action === 'AP_DropObjects') remove(session, publication, member)
    else add(session, publication, member)
  }
}

function changeSettings({ store }: Session, members: Members, given: Partial<Members>): void {
  store.set(members, 'changes', given.changes ?? members.changes)
  store.set(members, 'viaRoot', given.viaRoot ?? members.viaRoot)
  store.set(members, 'generated', given.generated ?? members.generated)
}
