import type { IndexStmt, Node } from '@migration-doctor/sql'
import { refuseSecondPrimaryKey } from './constraints/second-primary-key.ts'
import { keepCondition } from './deparse/kept.ts'
import type { KeyWish } from './index-elements.ts'
import { isDefaultOpclass, isUnordered, ownOpclass, refuseWrongKey, refuseWrongMethod } from './index-keys.ts'
import { detailsOf } from './key-details.ts'
import { chooseRelationName, existing } from './names.ts'
import type { Column, Entity, IndexFacts, IndexKey, KeptExpression, Relation, StorageOption } from './objects.ts'
import { type Analysed, analyzeExpression, type Expression, relationScope, type Uses } from './query/index.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { optionsOf, refuseParameters } from './storage-parameters.ts'

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
  readonly include: readonly KeyWish[]
  /** `WITH (…)`. */
  readonly parameters: readonly Node[] | undefined
  readonly predicate: Node | null
  readonly definition: IndexStmt | undefined
  readonly deferrable: boolean
  readonly nullsNotDistinct: boolean
  readonly isReordered: boolean
  readonly at: number | undefined
  /** When the predicate itself is not known. */
  readonly hasPredicate: boolean | undefined
  readonly keptPredicate: KeptExpression | null | undefined
  /** Of the index that it is a copy of. */
  readonly options: readonly StorageOption[] | null | undefined
  /** One of that name is enough. */
  readonly ifNotExists?: boolean
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
  const predicateOf = predicateReader(session, table, wish.predicate)
  const names = uniqueNames(wish)
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
  const predicate = predicateOf()
  refuseParameters(session, method, wish.parameters)
  for (const key of wish.keys) resolveKey(session, method, key)
  for (const { whenResolved } of wish.include) whenResolved?.()
  const include: Column[] = []
  for (const { column } of wish.include) if (column) include.push(column)
  if (wish.primary) refuseSecondPrimaryKey(table, wish.at)
  refusePartialUniqueness(table, wish)
  if (wish.ifNotExists && table.schema.relations.has(name)) return null
  claimIndex(session, table, name, wish.at)
  const index = store.newRelation('index', name, table.schema)
  index.index = factsOf(session, table, wish, { names, include, predicate: predicate?.analysed ?? null })
  index.persistence = table.persistence
  store.add(table.indexes, index)
  dependOnParts(session, index, wish, { include, uses: predicate?.uses ?? null })
  session.record('create', { kind: 'index', schema: table.schema.name, name })
  return index
}

/** On all columns that it uses, on the table if it uses none, and on what expressions need besides. */
function dependOnParts(
  session: Session,
  index: Relation,
  { keys, method }: IndexWish,
  { include, uses }: { readonly include: readonly Column[]; readonly uses: Uses | null },
): void {
  const { store } = session
  const used = new Set<Column>()
  for (const key of keys) for (const column of key.uses) used.add(column)
  for (const column of include) used.add(column)
  if (uses) for (const column of uses.columns) used.add(column)
  for (const column of used) store.depend(index, column, 'auto')
  const table = index.index?.table
  if (table && used.size === 0) store.depend(index, table, 'auto')
  const need = (entity: Entity) => {
    if (entity !== table) store.depend(index, entity, 'normal')
  }
  for (const { entities } of keys) entities.forEach(need)
  uses?.entities.forEach(need)
  for (const { wantedOpclass } of keys) if (wantedOpclass) ownOpclass(session, method, wantedOpclass).forEach(need)
}

interface MadeIndex {
  readonly names: readonly string[]
  readonly include: readonly Column[]
  readonly predicate: Analysed | null
}

function factsOf(session: Session, table: Relation, wish: IndexWish, made: MadeIndex): IndexFacts {
  const keys: IndexKey[] = []
  let { isReordered } = wish
  for (const key of wish.keys) {
    const { column, uses, opclass } = key
    keys.push({ column, uses, opclass, name: made.names[keys.length] ?? '', details: detailsOf(key) })
    isReordered ||= isUnusual(session, wish.method, key)
  }
  return {
    table,
    unique: wish.unique,
    method: wish.method,
    keys,
    include: made.include,
    includeNames: made.include.length > 0 ? made.names.slice(wish.keys.length) : undefined,
    hasPredicate: wish.hasPredicate ?? wish.predicate !== null,
    definition: wish.definition,
    deferrable: wish.deferrable,
    nullsNotDistinct: wish.nullsNotDistinct,
    isReordered,
    predicate: wish.keptPredicate ?? keepCondition(session, made.predicate),
    options: wish.options ?? optionsOf(wish.parameters),
    primary: wish.primary,
    constraint: null,
    valid: true,
    clustered: false,
    replicaIdentity: false,
    parent: null,
  }
}

/** A predicate is understood at once; whether it is immutable is looked at after the access method. */
export function predicateReader(session: Session, table: Relation, node: Node | null): () => Expression | null {
  if (!node) return () => null
  try {
    const predicate = analyzeExpression(session, node, relationScope(table, table.name, 'index predicate'))
    return () => predicate
  } catch (error) {
    if (!(error instanceof Refusal) || error.sqlstate !== '42P17') throw error
    return () => {
      throw error
    }
  }
}

/** One key after the other: a fault of an earlier one hides those of later ones. */
function resolveKey(session: Session, method: string, key: KeyWish): void {
  const { type, wantedOpclass, hasCollation, operator } = key
  key.whenResolved?.()
  refuseWrongKey(session, method, { type, opclass: wantedOpclass, hasCollation, operator })
  if (key.isOrdered && isUnordered(method))
    throw new Refusal('0A000', `access method "${method}" does not support ASC/DESC options`)
}

/** A constraint's index sorts by the column's own collation and its type's own operator class. */
function isUnusual(session: Session, method: string, { type, wantedOpclass, hasCollation }: KeyWish): boolean {
  if (hasCollation || !wantedOpclass) return hasCollation
  return type !== null && !isDefaultOpclass(session, method, { name: wantedOpclass, type })
}

/** What is to be unique in a partitioned table has to be so within each partition. */
function refusePartialUniqueness(table: Relation, wish: IndexWish): void {
  if (!table.partitionKey || !(wish.unique || wish.exclusion)) return
  const what = wish.primary ? 'PRIMARY KEY' : wish.exclusion ? 'EXCLUDE' : 'UNIQUE'
  for (const column of table.partitionKey.columns) {
    if (column === null)
      throw new Refusal('0A000', `unsupported ${what} constraint with partition key definition`, { at: wish.at })
    // A column with a collation of its own may well be indexed by it.
    if (wish.keys.some((key) => key.column === column && (!key.isRecollated || column.isCollated))) continue
    const message = 'unique constraint on partitioned table must include all partitioning columns'
    throw new Refusal('0A000', message, { at: wish.at })
  }
}

/** `ChooseIndexColumnNames`: a name used twice gets a number. */
function uniqueNames({ keys, include }: IndexWish): readonly string[] {
  const names: string[] = []
  for (const part of [keys, include]) {
    for (const { name } of part) {
      let unique = name
      for (let number = 1; names.includes(unique); number++) unique = `${name}${number}`
      names.push(unique)
    }
  }
  return names
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
