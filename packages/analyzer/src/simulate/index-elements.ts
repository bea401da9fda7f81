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
  readonly isRecollated?: boolean
  /** Of an exclusion constraint. */
  readonly operator: QualifiedName | null
  /** ASC, DESC or NULLS is said. */
  readonly isOrdered: boolean
  /** As it was written. */
  readonly element?: IndexElem
  /** Of an expression. */
  readonly kept?: KeptExpression | null
  readonly collation?: Other
  /** What PostgreSQL looks for when the key's turn comes: faults of earlier keys come first. */
  readonly whenResolved?: () => void
}

/** A key that is a column, with all defaults. */
export function plainKey(column: Column): KeyWish {
  const { name, type } = column
  const facts = { type: type.type, wantedOpclass: null, hasCollation: false, operator: null, isOrdered: false }
  return { column, uses: [column], name, opclass: null, entities: [], ...facts }
}

/** A key that cannot be made, for the reason that `refuse` gives when its turn comes. */
export function missingKey(name: string, refuse: () => void): KeyWish {
  const facts = { type: null, wantedOpclass: null, hasCollation: false, operator: null, isOrdered: false }
  return { column: null, uses: [], name, opclass: null, entities: [], ...facts, whenResolved: refuse }
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

/** INCLUDE takes bare columns only. */
export function includedKeys(session: Session, table: Relation, elements: readonly Node[]): readonly KeyWish[] {
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
export function keyOf(session: Session, table: Relation, element: IndexElem): KeyWish {
  const wantedOpclass = element.opclass?.length ? qualifiedName(element.opclass) : null
  const opclass = wantedOpclass ? shown(wantedOpclass) : null
  const entities: Entity[] = []
  const facts = {
    opclass,
    wantedOpclass,
    hasCollation: (element.collation?.length ?? 0) > 0,
    isRecollated: element.collation !== undefined && qualifiedName(element.collation).name !== 'default',
    isOrdered: isSaid(element.ordering, 'SORTBY_DEFAULT') || isSaid(element.nulls_ordering, 'SORTBY_NULLS_DEFAULT'),
    entities,
    element,
  }
  const finish = () => {
    const collation = element.collation?.length ? requireCollation(session, element.collation) : null
    if (collation) entities.push(collation)
    refuseOpclassParameters(element)
  }
  const needsMore = facts.hasCollation || (element.opclassopts?.length ?? 0) > 0
  const more = needsMore ? { whenResolved: finish } : {}
  if (element.name === undefined) {
    const key = expressionKey(session, table, element, entities)
    return key.whenResolved ? { ...key, ...facts } : { ...key, ...facts, ...more }
  }
  const { name } = element
  const column = table.columns.get(name)
  return column
    ? { ...plainKey(column), ...facts, ...more }
    : missingKey(name, () => missingColumn(session, table, name))
}

const isSaid = (word: string | undefined, usual: string): boolean => (word ?? usual) !== usual

function expressionKey(session: Session, table: Relation, element: IndexElem, entities: Entity[]): KeyWish {
  const name = element.indexcolname ?? expressionName(element.expr)
  const scope = relationScope(table, table.name, 'index expression')
  let found: Expression
  try {
    found = analyzeExpression(session, element.expr, scope)
  } catch (error) {
    // Whether it is immutable is looked at with the other keys.
    if (!(error instanceof Refusal) || error.sqlstate !== '42P17') throw error
    return missingKey(name, () => {
      throw error
    })
  }
  const { uses, type, sole, analysed } = found
  const collation = collationOf(analysed)
  if (sole?.column) return { ...plainKey(sole.column), name, ...collation }
  if (sole && Object.hasOwn(systemColumns, sole.name)) return missingKey(name, () => refuseSystemKey(sole.name))
  entities.push(...uses.entities)
  const kept = keep(session, analysed && uncollated(analysed), null)
  const { whenResolved: _, ...key } = missingKey(name, () => undefined)
  return { ...key, uses: [...uses.columns], type, kept, ...collation }
}

/** A collation at the top of an expression is the key's own. */
function collationOf(analysed: Analysed | null): { readonly collation?: Other } {
  const form = analysed?.expr.form
  return form?.as === 'collate' ? { collation: form.collation } : {}
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
