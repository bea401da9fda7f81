import type { IndexElem, Node } from '@migration-doctor/sql'
import { keep } from './deparse/kept.ts'
import { missing, type QualifiedName, qualifiedName, shown } from './names.ts'
import type { Column, Entity, IndexKey, KeptExpression, Other, Relation, Type } from './objects.ts'
import { type Analysed, analyzeExpression, type Expression, relationScope } from './query/index.ts'
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
  /** By another one than the default. */
  readonly isRecollated: boolean
  /** Of an exclusion constraint. */
  readonly operator: QualifiedName | null
  /** ASC, DESC or NULLS is said. */
  readonly isOrdered: boolean
  /** As it was written. */
  readonly element: IndexElem | undefined
  /** Of an expression. */
  readonly kept: KeptExpression | null
  readonly collation: Other | undefined
  /** What PostgreSQL looks for when the key's turn comes: faults of earlier keys come first. */
  readonly whenResolved: (() => void) | undefined
}

/** How a key is to be kept. */
type Manner = Pick<
  KeyWish,
  'wantedOpclass' | 'hasCollation' | 'isRecollated' | 'operator' | 'isOrdered' | 'element' | 'entities'
>

const plainly: Manner = {
  wantedOpclass: null,
  hasCollation: false,
  isRecollated: false,
  operator: null,
  isOrdered: false,
  element: undefined,
  entities: [],
}

/** What a key is made of. */
export type Keyed = Pick<KeyWish, 'column' | 'uses' | 'name' | 'type'> &
  Partial<Pick<KeyWish, 'details' | 'kept' | 'collation' | 'whenResolved'>>

/** Every wish for a key is laid out here, and so all are alike. */
export function keyWish(what: Keyed, manner = plainly): KeyWish {
  const { wantedOpclass } = manner
  return {
    column: what.column,
    uses: what.uses,
    name: what.name,
    opclass: wantedOpclass && shown(wantedOpclass),
    details: what.details,
    entities: manner.entities,
    type: what.type,
    wantedOpclass,
    hasCollation: manner.hasCollation,
    isRecollated: manner.isRecollated,
    operator: manner.operator,
    isOrdered: manner.isOrdered,
    element: manner.element,
    kept: what.kept ?? null,
    collation: what.collation,
    whenResolved: what.whenResolved,
  }
}

/** A key that is a column, with all defaults. */
export function plainKey(column: Column, name = column.name): KeyWish {
  return keyWish(columnKey(column, name))
}

const columnKey = (column: Column, name = column.name): Keyed => ({
  column,
  uses: [column],
  name,
  type: column.type.type,
})

/** A key that cannot be made, for the reason that `refuse` gives when its turn comes. */
export function missingKey(name: string, refuse: () => void): KeyWish {
  return keyWish({ column: null, uses: [], name, type: null, whenResolved: refuse })
}

/** The keys of an index: columns or expressions. */
export function keysOf(session: Session, table: Relation, elements: readonly Node[]): readonly KeyWish[] {
  const keys: KeyWish[] = []
  for (const element of elements) keys.push(keyOf(session, table, 'IndexElem' in element ? element.IndexElem : {}))
  return keys
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

const noKeys: readonly KeyWish[] = []

/** INCLUDE takes bare columns only. */
export function includedKeys(session: Session, table: Relation, elements: readonly Node[]): readonly KeyWish[] {
  if (elements.length === 0) return noKeys
  return keysOf(session, table, elements).map((key, at) => {
    const element = elements[at]
    const { name } = element && 'IndexElem' in element ? element.IndexElem : {}
    if (name === undefined)
      return missingKey(key.name, () => {
        throw new Refusal('0A000', 'expressions are not supported in included columns')
      })
    const odd = key.hasCollation ? 'a collation' : key.wantedOpclass ? 'an operator class' : null
    const forbidden = odd ?? (key.isOrdered ? 'ASC/DESC options' : null)
    if (forbidden === null || !key.column) return key
    return missingKey(key.name, () => {
      throw new Refusal('42P17', `including column does not support ${forbidden}`)
    })
  })
}

/** One element of an index: expressions are analysed at once, everything else when its turn comes. */
export function keyOf(
  session: Session,
  table: Relation,
  element: IndexElem,
  operator: QualifiedName | null = null,
): KeyWish {
  const { name } = element
  const column = name === undefined ? null : table.columns.get(name)
  if (name !== undefined && !column) return missingKey(name, () => missingColumn(session, table, name))
  const entities: Entity[] = []
  const what = column ? columnKey(column) : expressionKey(session, table, element, entities)
  const hasCollation = (element.collation?.length ?? 0) > 0
  const needsMore = hasCollation || (element.opclassopts?.length ?? 0) > 0
  const finish = () => {
    const collation = element.collation?.length ? requireCollation(session, element.collation) : null
    if (collation) entities.push(collation)
    refuseOpclassParameters(element)
  }
  return keyWish(needsMore && !what.whenResolved ? { ...what, whenResolved: finish } : what, {
    wantedOpclass: element.opclass?.length ? qualifiedName(element.opclass) : null,
    hasCollation,
    isRecollated: element.collation !== undefined && qualifiedName(element.collation).name !== 'default',
    operator,
    isOrdered: isSaid(element.ordering, 'SORTBY_DEFAULT') || isSaid(element.nulls_ordering, 'SORTBY_NULLS_DEFAULT'),
    element,
    entities,
  })
}

const isSaid = (word: string | undefined, usual: string): boolean => (word ?? usual) !== usual

function expressionKey(session: Session, table: Relation, element: IndexElem, entities: Entity[]): Keyed {
  const name = element.indexcolname ?? expressionName(element.expr)
  const scope = relationScope(table, table.name, 'index expression')
  const refused = (refuse: () => void): Keyed => ({ column: null, uses: [], name, type: null, whenResolved: refuse })
  let found: Expression
  try {
    found = analyzeExpression(session, element.expr, scope)
  } catch (error) {
    // Whether it is immutable is looked at with the other keys.
    if (!(error instanceof Refusal) || error.sqlstate !== '42P17') throw error
    return refused(() => {
      throw error
    })
  }
  const { uses, type, sole, analysed } = found
  const collation = collationOf(analysed)
  if (sole?.column) return { column: sole.column, uses: [sole.column], name, type: sole.column.type.type, collation }
  if (sole && Object.hasOwn(systemColumns, sole.name)) return refused(() => refuseSystemKey(sole.name))
  entities.push(...uses.entities)
  const kept = keep(session, analysed && uncollated(analysed), null)
  return { column: null, uses: [...uses.columns], name, type, kept, collation }
}

/** A collation at the top of an expression is the key's own. */
function collationOf(analysed: Analysed | null): Other | undefined {
  const form = analysed?.expr.form
  return form?.as === 'collate' ? form.collation : undefined
}

function uncollated(analysed: Analysed): Analysed {
  const { form, parts } = analysed.expr
  const [arg] = form?.as === 'collate' ? parts : []
  return arg ? uncollated({ ...analysed, expr: arg }) : analysed
}

export function refuseSystemKey(column: string): void {
  if (Object.hasOwn(systemColumns, column))
    throw new Refusal('0A000', 'index creation on system columns is not supported')
}

function missingColumn(session: Session, table: Relation, column: string): never {
  refuseSystemKey(column)
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
  return strongName(node) ?? weakName(node) ?? 'expr'
}

/** A name that a cast or a CASE around it keeps. */
function strongName(node: Node | undefined): string | null {
  if (!node) return null
  if ('FuncCall' in node) return qualifiedName(node.FuncCall.funcname).name
  if ('ColumnRef' in node) return qualifiedName(node.ColumnRef.fields).name
  if ('TypeCast' in node) return strongName(node.TypeCast.arg)
  if ('CollateClause' in node) return strongName(node.CollateClause.arg)
  if ('CaseExpr' in node) return strongName(node.CaseExpr.defresult)
  if ('A_Indirection' in node) return strongName(node.A_Indirection.arg)
  if ('CoalesceExpr' in node) return 'coalesce'
  if ('MinMaxExpr' in node) return node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest'
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_NULLIF') return 'nullif'
  if ('A_ArrayExpr' in node) return 'array'
  return 'RowExpr' in node ? 'row' : null
}

function weakName(node: Node | undefined): string | null {
  if (!node) return null
  if ('TypeCast' in node) return qualifiedName(node.TypeCast.typeName?.names).name
  if ('CollateClause' in node) return weakName(node.CollateClause.arg)
  return 'CaseExpr' in node ? 'case' : null
}
