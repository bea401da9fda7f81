import type { IndexElem, IndexStmt, Node } from '@migration-doctor/sql'
import { ownOpclass, refuseWrongKey, refuseWrongMethod } from './index-keys.ts'
import { chooseRelationName, existing, missing, type QualifiedName, qualifiedName, shown } from './names.ts'
import type { Column, Entity, IndexKey, Relation, Type } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { systemColumns } from './query/namespace.ts'
import { Refusal } from './refusal.ts'
import { requireCollation } from './require-collation.ts'
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
  readonly isReordered?: boolean
  readonly at: number | undefined
  /** When the predicate itself is not known. */
  readonly hasPredicate?: boolean
  /** One of that name is enough. */
  readonly ifNotExists?: boolean
}

/** The keys of an index: columns or expressions. */
export function keysOf(session: Session, table: Relation, elements: readonly Node[]): readonly KeyWish[] {
  return elements.map((element) => keyOf(session, table, 'IndexElem' in element ? element.IndexElem : {}))
}

/** Parameters of operator classes: of PostgreSQL's own, those for text search and blooms alone have some. */
function refuseOpclassParameters(element: IndexElem): void {
  const name = qualifiedName(element.opclass).name
  if (
    !element.opclassopts?.length ||
    !/^(range|multirange|int\d|text|varchar|bool|uuid|date|box|point|inet)_ops$/.test(name)
  )
    return
  throw new Refusal('22023', `operator class ${name} has no options`)
}

export const isReordered = (element: Node): boolean =>
  'IndexElem' in element &&
  ((element.IndexElem.ordering ?? 'SORTBY_DEFAULT') === 'SORTBY_DESC' ||
    (element.IndexElem.nulls_ordering ?? 'SORTBY_NULLS_DEFAULT') === 'SORTBY_NULLS_FIRST')

/** INCLUDE takes columns only. */
export function includedColumns(session: Session, table: Relation, elements: readonly Node[]): readonly Column[] {
  return keysOf(session, table, elements).map(({ column }) => {
    if (column) return column
    throw new Refusal('0A000', 'expressions are not supported in included columns')
  })
}

export function keyOf(session: Session, table: Relation, element: IndexElem): KeyWish {
  refuseOpclassParameters(element)
  const wantedOpclass = element.opclass?.length ? qualifiedName(element.opclass) : null
  const opclass = wantedOpclass ? shown(wantedOpclass) : null
  const collation = element.collation?.length ? requireCollation(session, element.collation) : null
  const extra = collation ? [collation] : []
  const facts = { opclass, wantedOpclass, hasCollation: (element.collation?.length ?? 0) > 0 }
  if (element.name !== undefined) {
    const column = table.columns.get(element.name) ?? missingColumn(session, table, element.name)
    return { ...plainKey(column), ...facts, entities: extra }
  }
  const { uses, type } = analyzeExpression(session, element.expr, relationScope(table, table.name, 'index expression'))
  const name = element.indexcolname ?? expressionName(element.expr)
  return {
    ...facts,
    column: null,
    uses: [...uses.columns],
    name,
    entities: [...uses.entities, ...extra],
    type,
    operator: null,
  }
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

/** Makes the index relation; a constraint, when there is one, is attached afterwards. `null`: it is there already. */
export function makeIndex(
  session: Session,
  table: Relation,
  wish: IndexWish & { ifNotExists: boolean },
): Relation | null
export function makeIndex(session: Session, table: Relation, wish: IndexWish): Relation
export function makeIndex(session: Session, table: Relation, wish: IndexWish): Relation | null {
  const { store } = session
  const predicate = wish.predicate
    ? analyzeExpression(session, wish.predicate, relationScope(table, table.name, 'index predicate'))
    : null
  const names = uniqueNames([...wish.keys.map((key) => key.name), ...wish.include.map((column) => column.name)])
  const name = wish.name ?? chosenName(table, wish, names)
  const { method, unique, exclusion } = wish
  // A key WITHOUT OVERLAPS is kept by GiST, which has no other unique indexes.
  const isTemporal = wish.ofConstraint && method === 'gist'
  refuseWrongMethod(session, {
    method,
    unique: unique && !isTemporal,
    exclusion,
    keys: wish.keys.length,
    included: wish.include.length,
  })
  for (const { type, wantedOpclass, hasCollation, operator } of wish.keys) {
    refuseWrongKey(session, method, { type, opclass: wantedOpclass, hasCollation, operator })
  }
  refusePartialUniqueness(table, wish)
  if (wish.ifNotExists && table.schema.relations.has(name)) return null
  claimIndex(session, table, name, wish.at)
  const index = store.newRelation('index', name, table.schema)
  index.index = {
    table,
    unique: wish.unique,
    method: wish.method,
    keys: wish.keys.map(({ column, uses, opclass }, at) => ({ column, uses, opclass, name: names[at] ?? '' })),
    include: wish.include,
    hasPredicate: wish.hasPredicate ?? wish.predicate !== null,
    ...(wish.definition ? { definition: wish.definition } : {}),
    deferrable: wish.deferrable,
    nullsNotDistinct: wish.nullsNotDistinct,
    ...(wish.isReordered ? { isReordered: true } : {}),
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
  for (const { wantedOpclass } of wish.keys) entities.push(...ownOpclass(session, method, wantedOpclass))
  for (const entity of entities) if (entity !== table) store.depend(index, entity, 'normal')
  session.record('create', { kind: 'index', schema: table.schema.name, name })
  return index
}

/** What is to be unique in a partitioned table has to be so within each partition. */
function refusePartialUniqueness(table: Relation, wish: IndexWish): void {
  if (!table.partitionKey || !(wish.unique || wish.exclusion)) return
  const what = wish.primary ? 'PRIMARY KEY' : wish.exclusion ? 'EXCLUDE' : 'UNIQUE'
  for (const column of table.partitionKey.columns) {
    if (column === null)
      throw new Refusal('0A000', `unsupported ${what} constraint with partition key definition`, { at: wish.at })
    if (wish.keys.some((key) => key.column === column)) continue
    const message = 'unique constraint on partitioned table must include all partitioning columns'
    throw new Refusal('0A000', message, { at: wish.at })
  }
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
