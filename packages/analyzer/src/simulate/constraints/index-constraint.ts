import type { Constraint as ConstraintNode, IndexStmt } from '@migration-doctor/sql'
import { type KeyWish, keyOf, missingKey, plainKey, refuseSystemKey } from '../index-elements.ts'
import { type IndexWish, makeIndex } from '../indexes.ts'
import { flatMapped, mapped } from '../mapped.ts'
import { missing, qualifiedName, repeatedOf, stringsOf } from '../names.ts'
import type { Column, Constraint, Entity, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { requireNotNull } from './not-null.ts'
import { type ConstraintWish, recordConstraint, refuseTakenConstraintName } from './shared.ts'

/** Adds a primary key, unique or exclusion constraint with the index behind it. */
export function addIndexConstraint(session: Session, relation: Relation, wish: IndexConstraintWish): Constraint {
  const { node } = wish
  // PostgreSQL makes the index first, so a name that both bear is the index's fault.
  const index = makeIndex(session, relation, wish.index)
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  return attachConstraint(session, relation, index, node)
}

export interface IndexConstraintWish {
  readonly node: ConstraintNode
  readonly index: IndexWish
}

/** `transformIndexConstraints`: of equal keys in one statement only the first is made, under whichever name is given. */
export function withoutRepeats(wishes: readonly IndexConstraintWish[]): readonly IndexConstraintWish[] {
  if (wishes.length < 2) return wishes
  const kept: IndexConstraintWish[] = []
  for (const wish of wishes) {
    const at = kept.findIndex((one) => isSame(one, wish))
    const before = kept[at]
    if (!before) kept.push(wish)
    else if (before.index.name === null && wish.index.name !== null) kept[at] = named(before, wish.index.name)
  }
  return kept
}

const named = ({ node, index }: IndexConstraintWish, name: string): IndexConstraintWish => ({
  node: { ...node, conname: name },
  index: { ...index, name },
})

function isSame({ node, index }: IndexConstraintWish, other: IndexConstraintWish): boolean {
  const { node: otherNode, index: otherIndex } = other
  // Expressions and predicates are of exclusion constraints only, which are never the same twice in practice.
  if (index.exclusion || otherIndex.exclusion) return false
  return (
    sameNames(index.keys, otherIndex.keys) &&
    sameNames(index.include, otherIndex.include) &&
    index.method === otherIndex.method &&
    index.deferrable === otherIndex.deferrable &&
    (node.initdeferred ?? false) === (otherNode.initdeferred ?? false) &&
    index.nullsNotDistinct === otherIndex.nullsNotDistinct &&
    node.without_overlaps === otherNode.without_overlaps
  )
}

const sameNames = (a: readonly KeyWish[], b: readonly KeyWish[]): boolean =>
  a.length === b.length && a.every(({ name }, at) => name === b[at]?.name)

const constraintTypes = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
} as const

/** Makes an index the index of a constraint of its own name. */
export function attachConstraint(
  session: Session,
  relation: Relation,
  index: Relation,
  node: ConstraintNode,
): Constraint {
  const { store } = session
  const type =
    node.contype === 'CONSTR_PRIMARY' || node.contype === 'CONSTR_UNIQUE' ? constraintTypes[node.contype] : 'exclusion'
  const columns: Column[] = []
  for (const { column } of index.index?.keys ?? []) if (column) columns.push(column)
  const constraint = store.newConstraint(index.name, relation, {
    type,
    columns,
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
    index,
  })
  const kept = new Set(columns)
  for (const column of index.index?.include ?? []) kept.add(column)
  for (const column of kept) store.depend(constraint, column, 'auto')
  if (columns.length === 0) store.depend(constraint, relation, 'auto')
  // Of its keys the constraint answers; columns of expressions and of the predicate stay the index's own.
  const isOfKeys = (to: Entity) => to === relation || (to.class === 'column' && kept.has(to))
  store.undepend(index, (edge) => edge.type === 'auto' && isOfKeys(edge.to))
  store.depend(index, constraint, 'internal')
  if (index.index) store.set(index.index, 'constraint', constraint)
  if (type === 'primary key') {
    if (index.index) store.set(index.index, 'primary', true)
    for (const column of columns) requireNotNull(session, column)
  }
  recordConstraint(session, constraint)
  return constraint
}

const noKeys: readonly KeyWish[] = []

/** What `ADD PRIMARY KEY (a, b)` and its like ask of an index. */
export function indexConstraintWish(session: Session, relation: Relation, wish: ConstraintWish): IndexConstraintWish {
  const { node, column } = wish
  const names = stringsOf(node.keys)
  const twice = repeatedOf(names)
  if (twice !== undefined) {
    const what = node.contype === 'CONSTR_PRIMARY' ? 'primary key' : 'unique'
    throw new Refusal('42701', `column "${twice}" appears twice in ${what} constraint`, { at: node.location })
  }
  if (node.without_overlaps && names.length < 2) {
    throw new Refusal('42601', 'constraint using WITHOUT OVERLAPS needs at least two columns', { at: node.location })
  }
  const primary = node.contype === 'CONSTR_PRIMARY'
  const key = (name: string) => keyNamed(session, relation, name, node.location)
  const columns: KeyWish[] = []
  if (column) columns.push(plainKey(column))
  else for (const name of names) columns.push(key(name))
  // The columns of a primary key are made NOT NULL before anything else is looked at.
  if (primary) for (const one of columns) one.whenResolved?.()
  const excluded = node.contype === 'CONSTR_EXCLUSION'
  if (excluded && relation.kind === 'partitioned table' && session.pgVersion < 17)
    throw new Refusal('0A000', 'exclusion constraints are not supported on partitioned tables')
  const keys = excluded ? exclusionKeys(session, relation, node) : columns
  const method = node.access_method ?? (excluded || node.without_overlaps ? 'gist' : 'btree')
  return {
    node,
    index: {
      name: node.conname ?? null,
      unique: !excluded,
      primary,
      exclusion: excluded,
      ofConstraint: true,
      method,
      keys,
      include: node.including ? mapped(stringsOf(node.including), key) : noKeys,
      parameters: node.options,
      predicate: node.where_clause ?? null,
      definition: excluded ? exclusionIndex(node) : undefined,
      deferrable: node.deferrable ?? false,
      nullsNotDistinct: node.nulls_not_distinct ?? false,
      isReordered: false,
      at: node.location,
      hasPredicate: undefined,
      keptPredicate: undefined,
      options: undefined,
    },
  }
}

/** The statement that would make such an index. */
function exclusionIndex({ exclusions, where_clause }: ConstraintNode): IndexStmt {
  const elements = flatMapped(exclusions ?? [], (pair) => ('List' in pair ? (pair.List.items?.[0] ?? []) : []))
  return { indexParams: elements, ...(where_clause ? { whereClause: where_clause } : {}) }
}

function exclusionKeys(session: Session, relation: Relation, node: ConstraintNode): readonly KeyWish[] {
  return flatMapped(node.exclusions ?? [], (pair) => {
    const [element, operator] = 'List' in pair ? (pair.List.items ?? []) : []
    const names = operator && 'List' in operator ? operator.List.items : undefined
    const { IndexElem: wanted } = element && 'IndexElem' in element ? element : { IndexElem: {} }
    return element ? keyOf(session, relation, wanted, qualifiedName(names)) : []
  })
}

function keyNamed(session: Session, relation: Relation, name: string, at: number | undefined): KeyWish {
  const column = relation.columns.get(name)
  if (column) return plainKey(column)
  const message = `column "${name}" named in key does not exist`
  const owner = { schema: relation.schema.name, name: relation.name }
  return missingKey(name, () => {
    refuseSystemKey(name)
    missing(session, { sqlstate: '42703', message, kind: 'column', name: owner, column: name, at })
  })
}
