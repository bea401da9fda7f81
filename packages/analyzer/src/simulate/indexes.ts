import type { IndexElem, IndexStmt, Node } from '@migration-doctor/sql'
import { refuseWrongKey, refuseWrongMethod } from './index-keys.ts'
import {
  chooseRelationName,
  existing,
  missing,
  type QualifiedName,
  qualifiedName,
  requireRelation,
  shown,
} from './names.ts'
import type { Column, Entity, IndexKey, Relation, Type } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { systemColumns } from './query/namespace.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

export interface KeyWish extends IndexKey {
  /** What an expression needs besides columns. */
  readonly entities: readonly Entity[]
  /** Of the column or expression; `null` when not known. */
  readonly type: Type | null
  readonly wantedOpclass: QualifiedName | null
  readonly hasCollation: boolean
  /** Of an exclusion constraint. */
  readonly operator: QualifiedName | null
}

/** A key that is a column, with all defaults. */
export function plainKey(column: Column): KeyWish {
  const { name, type } = column
  const facts = { type: type.type, wantedOpclass: null, hasCollation: false, operator: null }
  return { column, uses: [column], name, opclass: null, entities: [], ...facts }
}

/** An index as a statement or a constraint asks for it. */
export interface IndexWish {
  /** `null`: PostgreSQL chooses. */
  readonly name: string | null
  readonly unique: boolean
  readonly primary: boolean
  readonly exclusion: boolean
  readonly ofConstraint: boolean
  readonly method: string
  readonly keys: readonly KeyWish[]
  readonly include: readonly Column[]
  readonly predicate: Node | null
  readonly definition?: IndexStmt
  readonly deferrable: boolean
  readonly nullsNotDistinct: boolean
  readonly at: number | undefined
}

/** `CREATE INDEX`. */
export function createIndex(session: Session, node: IndexStmt): void {
  if (node.concurrent && session.inBlock) {
    throw new Refusal('25001', 'CREATE INDEX CONCURRENTLY cannot run inside a transaction block')
  }
  const table = requireRelation(session, node.relation)
  refuseUnindexable(table)
  const name = node.idxname ?? null
  if (node.if_not_exists && name !== null && table.schema.relations.has(name)) return
  const keys = keysOf(session, table, node.indexParams ?? [])
  const include = includedColumns(session, table, node.indexIncludingParams ?? [])
  const index = makeIndex(session, table, {
    name,
    unique: node.unique ?? false,
    primary: false,
    exclusion: false,
    ofConstraint: false,
    method: node.accessMethod ?? 'btree',
    keys,
    include,
    predicate: node.whereClause ?? null,
    definition: node,
    deferrable: false,
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    at: node.relation?.location,
  })
  if (node.relation?.inh !== false) indexPartitions(session, table, index)
}

function refuseUnindexable(table: Relation): void {
  if (['table', 'partitioned table', 'materialized view'].includes(table.kind)) return
  const what = `cannot create index on relation "${table.name}"`
  throw new Refusal('42809', what, {
    subject: { fault: 'other', kind: 'relation', schema: table.schema.name, name: table.name },
  })
}

function indexPartitions(session: Session, table: Relation, index: Relation): void {
  if (table.kind !== 'partitioned table' || !index.index) return
  for (const child of table.children) {
    if (child.partition?.parent !== table) continue
    copyIndexTo(session, child, index)
  }
}

/** A partition gets an index like its parent's. */
export function copyIndexTo(session: Session, partition: Relation, parent: Relation): void {
  const facts = parent.index
  if (!facts) return
  const keys = facts.keys.map((key) => ({
    ...key,
    column: key.column ? (partition.columns.get(key.column.name) ?? null) : null,
    uses: key.uses.flatMap((column) => partition.columns.get(column.name) ?? []),
    entities: [],
    type: null,
    wantedOpclass: null,
    hasCollation: false,
    operator: null,
  }))
  const child = makeIndex(session, partition, {
    name: null,
    unique: facts.unique,
    primary: facts.primary,
    exclusion: false,
    ofConstraint: facts.constraint !== null,
    method: facts.method,
    keys,
    include: facts.include.flatMap((column) => partition.columns.get(column.name) ?? []),
    predicate: null,
    deferrable: facts.deferrable,
    nullsNotDistinct: facts.nullsNotDistinct,
    at: undefined,
  })
  if (child.index) session.store.set(child.index, 'parent', parent)
  session.store.depend(child, parent, 'auto')
  indexPartitions(session, partition, child)
}

/** The keys of an index: columns or expressions. */
export function keysOf(session: Session, table: Relation, elements: readonly Node[]): readonly KeyWish[] {
  return elements.map((element) => keyOf(session, table, 'IndexElem' in element ? element.IndexElem : {}))
}

/** INCLUDE takes columns only. */
function includedColumns(session: Session, table: Relation, elements: readonly Node[]): readonly Column[] {
  return keysOf(session, table, elements).map(({ column }) => {
    if (column) return column
    throw new Refusal('0A000', 'expressions are not supported in included columns')
  })
}

function keyOf(session: Session, table: Relation, element: IndexElem): KeyWish {
  const wantedOpclass = element.opclass?.length ? qualifiedName(element.opclass) : null
  const opclass = wantedOpclass ? shown(wantedOpclass) : null
  const facts = { opclass, wantedOpclass, hasCollation: (element.collation?.length ?? 0) > 0 }
  if (element.name !== undefined) {
    const column = table.columns.get(element.name) ?? missingColumn(session, table, element.name)
    return { ...plainKey(column), ...facts }
  }
  const { uses, type } = analyzeExpression(session, element.expr, relationScope(table, table.name, 'index expression'))
  const name = element.indexcolname ?? expressionName(element.expr)
  return { ...facts, column: null, uses: [...uses.columns], name, entities: [...uses.entities], type, operator: null }
}

function missingColumn(session: Session, table: Relation, column: string): never {
  if (Object.hasOwn(systemColumns, column))
    throw new Refusal('0A000', 'index creation on system columns is not supported')
  return missing(session, {
    sqlstate: '42703',
    message: `column "${column}" does not exist`,
    kind: 'column',
    name: { schema: table.schema.name, name: table.name },
    column,
  })
}

/** `FigureIndexColname`: a function's name or a column's, else `expr`. */
function expressionName(node: Node | undefined): string {
  if (!node) return 'expr'
  if ('FuncCall' in node) return qualifiedName(node.FuncCall.funcname).name
  if ('ColumnRef' in node) return qualifiedName(node.ColumnRef.fields).name
  if ('TypeCast' in node) {
    const inner = expressionName(node.TypeCast.arg)
    return inner === 'expr' ? qualifiedName(node.TypeCast.typeName?.names).name : inner
  }
  if ('CollateClause' in node) return expressionName(node.CollateClause.arg)
  if ('CoalesceExpr' in node) return 'coalesce'
  if ('CaseExpr' in node) return 'case'
  return 'expr'
}

/** Makes the index relation; a constraint, when there is one, is attached afterwards. */
export function makeIndex(session: Session, table: Relation, wish: IndexWish): Relation {
  const { store } = session
  const predicate = wish.predicate
    ? analyzeExpression(session, wish.predicate, relationScope(table, table.name, 'index predicate'))
    : null
  const names = uniqueNames([...wish.keys.map((key) => key.name), ...wish.include.map((column) => column.name)])
  const name = wish.name ?? chosenName(table, wish, names)
  const { method, unique, exclusion } = wish
  refuseWrongMethod(session, { method, unique, exclusion, keys: wish.keys.length, included: wish.include.length })
  for (const { type, wantedOpclass, hasCollation, operator } of wish.keys) {
    refuseWrongKey(session, method, { type, opclass: wantedOpclass, hasCollation, operator })
  }
  claimIndex(session, table, name, wish.at)
  const index = store.newRelation('index', name, table.schema)
  index.index = {
    table,
    unique: wish.unique,
    method: wish.method,
    keys: wish.keys.map(({ column, uses, opclass }, at) => ({ column, uses, opclass, name: names[at] ?? '' })),
    include: wish.include,
    hasPredicate: wish.predicate !== null,
    ...(wish.definition ? { definition: wish.definition } : {}),
    deferrable: wish.deferrable,
    nullsNotDistinct: wish.nullsNotDistinct,
    primary: wish.primary,
    constraint: null,
    valid: true,
    clustered: false,
    replicaIdentity: false,
    parent: null,
  }
  index.persistence = table.persistence
  store.add(table.indexes, index)
  const used = new Set([...wish.keys.flatMap((key) => key.uses), ...wish.include, ...(predicate?.uses.columns ?? [])])
  for (const column of used) store.depend(index, column, 'auto')
  if (used.size === 0) store.depend(index, table, 'auto')
  const entities = [...wish.keys.flatMap((key) => key.entities), ...(predicate?.uses.entities ?? [])]
  for (const entity of entities) if (entity !== table) store.depend(index, entity, 'normal')
  session.record('create', { kind: 'index', schema: table.schema.name, name })
  return index
}

/** `ChooseIndexColumnNames`: a name used twice gets a number. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let number = 1; seen.has(unique); number++) unique = `${name}${number}`
    seen.add(unique)
    return unique
  })
}

function chosenName(table: Relation, wish: IndexWish, names: readonly string[]): string {
  const { schema } = table
  if (wish.primary) return chooseRelationName(schema, { first: table.name, second: null, label: 'pkey' }, true)
  const label = wish.exclusion ? 'excl' : wish.ofConstraint ? 'key' : 'idx'
  return chooseRelationName(schema, { first: table.name, second: names.join('_'), label }, wish.ofConstraint)
}

/** Refuses a name that another relation of the schema bears. */
export function claimIndex(session: Session, table: Relation, name: string, at?: number): void {
  if (!table.schema.relations.has(name)) return
  existing(session, {
    sqlstate: '42P07',
    message: `relation "${name}" already exists`,
    kind: 'relation',
    name: { schema: table.schema.name, name },
    at,
  })
}
