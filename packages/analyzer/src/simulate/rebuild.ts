import type { Node } from '@migration-doctor/sql'
import { refuseIncomparablePairs } from './constraints/foreign-key.ts'
import { refuseWrongKey } from './index-keys.ts'
import { filtered, flatMapped, mapped } from './mapped.ts'
import { qualifiedName, stringOf } from './names.ts'
import type { Column, Constraint, Relation, Type } from './objects.ts'
import { analyzeExpression, type ExpressionKind, relationScope } from './query/index.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** Something that PostgreSQL makes anew, from its text, when a column that it uses gets another type. */
interface Rebuilt {
  readonly relation: Relation
  readonly kind: ExpressionKind
  readonly node: Node
}

/** What has to be done again after the types of columns have changed, in the order of PostgreSQL. */
export interface Rebuild {
  /** Reads expressions of indexes anew; at once when their table is done. */
  readonly readIndexes: () => void
  readonly makeIndexes: () => void
  readonly makeConstraints: () => void
}

/**
 * Prepares what has to be done again after a column's type has changed: checks, and indexes with their expressions. Their
 * texts hold the types that their constants and columns were turned into, so these are looked at before.
 */
export function prepareRebuild(session: Session, column: Column): Rebuild {
  const dependents = [...new Set([...(column.dependents ?? [])].map(({ from }) => from))]
  const indexes = flatMapped(dependents, (one) => {
    if (one.class === 'constraint') return one.index ?? []
    return one.class === 'relation' && one.kind === 'index' ? one : []
  })
  const ofIndexes = flatMapped(flatMapped(indexes, textsOfIndex), (text) => asWritten(session, text))
  const constraints = flatMapped(dependents, (one) => (one.class === 'constraint' ? one : []))
  const inOrder = [
    ...filtered(constraints, (one) => one.owner === column.relation),
    ...filtered(constraints, (one) => one.owner !== column.relation),
  ]
  const ofChecks = new Map(
    mapped(inOrder, (one) => [one, flatMapped(textsOfCheck(one), (text) => asWritten(session, text))]),
  )
  return {
    readIndexes: () => {
      for (const text of ofIndexes) analyze(session, text)
    },
    makeIndexes: () => {
      for (const index of indexes) refuseKeys(session, index, column)
    },
    makeConstraints: () => {
      for (const [constraint, texts] of ofChecks) {
        if (constraint.type === 'foreign key') refuseIncomparablePairs(session, constraint)
        for (const text of texts) analyze(session, text)
      }
    },
  }
}

function analyze(session: Session, { relation, kind, node }: Rebuilt): void {
  analyzeExpression(session, node, scopeOf(relation, kind))
}

const scopeOf = (relation: Relation, kind: ExpressionKind) => relationScope(relation, relation.name, kind)

function textsOfCheck({ type, owner, condition, born }: Constraint): readonly Rebuilt[] {
  if (type !== 'check' || !condition || owner.class !== 'relation') return []
  return [{ relation: owner, kind: 'check constraint', node: withNames(condition, owner, born) }]
}

function textsOfIndex({ index, born }: Relation): readonly Rebuilt[] {
  const { definition, table: relation } = index ?? {}
  if (!definition || !relation) return []
  const predicate = definition.whereClause ? [{ kind: 'index predicate' as const, node: definition.whereClause }] : []
  const keys = flatMapped(definition.indexParams ?? [], (item) =>
    'IndexElem' in item && item.IndexElem.expr
      ? [{ kind: 'index expression' as const, node: item.IndexElem.expr }]
      : [],
  )
  return [...predicate, ...keys].map(({ kind, node }) => ({ relation, kind, node: withNames(node, relation, born) }))
}

/** Columns may have got other names since the text was written. */
function withNames(node: Node, relation: Relation, born: number): Node {
  const renamed = [...relation.columns.values()].filter((column) => column.formerNames)
  if (renamed.length === 0) return node
  const names = new Map(mapped(renamed, (column) => [nameAt(column, born), column.name]))
  return rewritten(node, (one) => {
    if (!('ColumnRef' in one)) return one
    const fields = one.ColumnRef.fields ?? []
    const name = names.get(stringOf(fields.at(-1)))
    if (name === undefined) return one
    return { ColumnRef: { ...one.ColumnRef, fields: [...fields.slice(0, -1), { String: { sval: name } }] } }
  })
}

const nameAt = ({ name, formerNames = [] }: Column, born: number): string =>
  formerNames.find(({ until }) => until > born)?.name ?? name

/** The text as PostgreSQL would print it: with the casts that it found itself. Nothing when it is not understood. */
function asWritten(session: Session, text: Rebuilt): readonly Rebuilt[] {
  try {
    const { coercions } = analyzeExpression(session, text.node, scopeOf(text.relation, text.kind))
    const node = rewritten(text.node, (one) => {
      const at = 'A_Const' in one ? one.A_Const.location : 'ColumnRef' in one ? one.ColumnRef.location : undefined
      const type = at === undefined ? undefined : coercions.get(at)
      return type ? { TypeCast: { arg: one, typeName: { names: namesOf(type), typemod: -1 } } } : one
    })
    return [{ ...text, node }]
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unknowable) return []
    throw error
  }
}

const namesOf = ({ schema, name }: Type): Node[] => [schema.name, name].map((sval) => ({ String: { sval } }))

function rewritten(node: Node, change: (node: Node) => Node): Node {
  return JSON.parse(JSON.stringify(node), (_, value: unknown) => (isChangeable(value) ? change(value) : value))
}

const isChangeable = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && ('A_Const' in value || 'ColumnRef' in value)

/** The operator classes of an index must take the new type. */
function refuseKeys(session: Session, { index }: Relation, column: Column): void {
  if (!index) return
  for (const [at, key] of index.keys.entries()) {
    if (key.column !== column) continue
    const item = index.definition?.indexParams?.[at]
    const element = item && 'IndexElem' in item ? item.IndexElem : {}
    const opclass = element.opclass?.length ? qualifiedName(element.opclass) : null
    const hasCollation = (element.collation?.length ?? 0) > 0
    refuseWrongKey(session, index.method, { type: column.type.type, opclass, hasCollation, operator: null })
  }
}
