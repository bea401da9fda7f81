import type { Constraint as ConstraintNode, CreateStmt } from '@migration-doctor/sql'
import { addColumn, type ColumnWish, finishColumn, readColumn, refuseIdentityType, systemColumns } from './columns.ts'
import { addCheck } from './constraints/check.ts'
import { addForeignKey } from './constraints/foreign-key.ts'
import {
  addIndexConstraint,
  type IndexConstraintWish,
  indexConstraintWish,
  withoutRepeats,
} from './constraints/index-constraint.ts'
import type { ConstraintWish } from './constraints/shared.ts'
import { refuseOnForeignTable } from './constraints/shared.ts'
import { addNotNulls } from './constraints/table-not-nulls.ts'
import { inheritFrom, refuseWrongParents } from './inherit.ts'
import { expandLike, likeColumns } from './like.ts'
import { nameOf, relationSchema, stringOf } from './names.ts'
import type { Column, Relation, Schema, Type } from './objects.ts'
import { dropAtCommit } from './on-commit.ts'
import { setPartitionKey } from './partition.ts'
import { requireTableMethod, requireTablespace } from './placement.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import type { Session } from './session.ts'
import { refuseParameters } from './storage-parameters.ts'
import { addArrayType, claimTypeName, resolveType, sameUse } from './types.ts'

/** `CREATE TABLE`, in the order of PostgreSQL's own checks. */
export function createTable(session: Session, node: CreateStmt, kind: Relation['kind'] = 'table'): void {
  const name = nameOf(node.relation)
  const schema = tableSchema(session, node)
  if (node.if_not_exists && schema.relations.has(name.name)) return
  const typed = node.ofTypename ? resolveType(session, node.ofTypename).type : null
  if (node.partspec && node.inhRelations?.length && !node.partbound)
    throw new Refusal('42P17', 'cannot create partitioned table as inheritance child')
  const wishes = columnWishes(session, node)
  if (typed) refuseTypedOptions(typed, node)
  const tableConstraints = constraintNodes(node)
  if (kind === 'foreign table') {
    for (const one of [...wishes.flatMap(({ wish }) => wish.constraints), ...tableConstraints])
      refuseOnForeignTable(one)
  }
  refusePlacement(session, node)
  refuseRepeatedColumns(wishes, node)
  checkKeyColumns(session, node, wishes, tableConstraints)
  // The sequences of identity columns are made before the table.
  for (const { wish } of wishes) if (wish.identity) refuseIdentityType(wish.type.type)
  refuseWrongParents(session, node, persistenceOf(session, schema, node))
  claimRelationName(session, schema, name.name, node.relation?.location)
  claimTypeName(session, schema, name.name, node.relation?.location)
  const relation = makeTable(session, schema, node, kind)
  const made = addColumns(session, relation, node, wishes)
  for (const [column, wish] of made) finishColumn(session, column, wish)
  if (node.partspec) setPartitionKey(session, relation, node.partspec)
  const constraints = constraintWishes(made, tableConstraints)
  addConstraints(session, relation, constraints, () => addNotNulls(session, relation, node, made))
  if (node.oncommit && node.oncommit !== 'ONCOMMIT_NOOP') endAtCommit(session, relation, node)
  for (const element of node.tableElts ?? []) {
    if ('TableLikeClause' in element) expandLike(session, relation, element.TableLikeClause)
  }
  for (const wish of constraints) {
    if (wish.node.contype === 'CONSTR_FOREIGN') addForeignKey(session, relation, wish)
  }
}

/** ON COMMIT is for temporary tables. */
function endAtCommit(session: Session, relation: Relation, { oncommit }: CreateStmt): void {
  if (relation.persistence !== 'temporary') {
    throw new Refusal('42P16', 'ON COMMIT can only be used on temporary tables')
  }
  if (oncommit === 'ONCOMMIT_DROP') dropAtCommit(session, relation)
}

export function tableSchema(session: Session, node: CreateStmt): Schema {
  const { relation } = node
  return relationSchema(session, nameOf(relation), relation?.relpersistence === 't', relation?.location)
}

function refusePlacement(session: Session, node: CreateStmt): void {
  requireTablespace(session, node.tablespacename)
  refuseParameters(session, node.partspec ? 'partitioned table' : 'table', node.options)
  requireTableMethod(session, node.accessMethod)
}

/** `OF type` with options for columns: of the type's own columns only. */
function refuseTypedOptions(type: Type, node: CreateStmt): void {
  for (const element of node.tableElts ?? []) {
    if (!('ColumnDef' in element)) continue
    const name = element.ColumnDef.colname ?? ''
    if (type.relation && !type.relation.columns.has(name)) {
      throw new Refusal('42703', `column "${name}" does not exist`, { at: element.ColumnDef.location })
    }
  }
}

interface NamedWish {
  readonly wish: ColumnWish
  readonly local: boolean
}

function columnWishes(session: Session, node: CreateStmt): readonly NamedWish[] {
  const wishes: NamedWish[] = []
  for (const element of node.tableElts ?? []) {
    if ('ColumnDef' in element) {
      // A column of a typed table or a partition only adds constraints to one that is there already.
      if (element.ColumnDef.typeName) wishes.push({ wish: readColumn(session, element.ColumnDef), local: true })
    } else if ('TableLikeClause' in element) {
      for (const wish of likeColumns(session, element.TableLikeClause)) wishes.push({ wish, local: true })
    }
  }
  return wishes
}

function constraintNodes(node: CreateStmt): readonly ConstraintNode[] {
  const found: ConstraintNode[] = []
  for (const elements of [node.tableElts, node.constraints]) {
    for (const element of elements ?? []) if ('Constraint' in element) found.push(element.Constraint)
  }
  return found
}

function refuseRepeatedColumns(wishes: readonly NamedWish[], node: CreateStmt): void {
  const seen = new Set<string>()
  for (const { wish } of wishes) {
    if (seen.has(wish.name)) {
      throw new Refusal('42701', `column "${wish.name}" specified more than once`, {
        at: wish.at,
        subject: {
          fault: 'existing',
          kind: 'column',
          schema: null,
          name: node.relation?.relname ?? '',
          column: wish.name,
        },
      })
    }
    seen.add(wish.name)
  }
}

/** PostgreSQL looks for the columns of keys before it looks whether the table is there. */
function checkKeyColumns(
  session: Session,
  node: CreateStmt,
  wishes: readonly NamedWish[],
  constraints: readonly ConstraintNode[],
): void {
  if (node.inhRelations?.length || node.ofTypename) return
  refuseTwoPrimaryKeys(node, wishes, constraints)
  for (const one of constraints) {
    if (one.contype !== 'CONSTR_PRIMARY' && one.contype !== 'CONSTR_UNIQUE') continue
    for (const key of one.including ? [...(one.keys ?? []), ...one.including] : (one.keys ?? [])) {
      const name = stringOf(key)
      if (wishes.some(({ wish }) => wish.name === name)) continue
      if (systemColumns.has(name) || session.isTainted(name)) continue
      throw new Refusal('42703', `column "${name}" named in key does not exist`, {
        at: one.location,
        subject: { fault: 'missing', kind: 'column', schema: null, name: node.relation?.relname ?? '', column: name },
      })
    }
  }
}

function refuseTwoPrimaryKeys(
  node: CreateStmt,
  wishes: readonly NamedWish[],
  constraints: readonly ConstraintNode[],
): void {
  const keys: ConstraintNode[] = []
  const look = (one: ConstraintNode) => one.contype === 'CONSTR_PRIMARY' && keys.push(one)
  for (const { wish } of wishes) wish.constraints.forEach(look)
  constraints.forEach(look)
  const [, second] = keys
  if (!second) return
  const table = node.relation?.relname ?? ''
  throw new Refusal('42P16', `multiple primary keys for table "${table}" are not allowed`, { at: second.location })
}

function makeTable(session: Session, schema: Schema, node: CreateStmt, kind: Relation['kind']): Relation {
  const { store } = session
  const name = node.relation?.relname ?? ''
  const relation = store.newRelation(node.partspec ? 'partitioned table' : kind, name, schema)
  relation.persistence = persistenceOf(session, schema, node)
  session.record('create', { kind: 'table', schema: schema.name, name })
  addRowType(session, relation)
  const method = node.accessMethod && store.globals.get(`access method:${node.accessMethod}`)
  if (method) store.depend(relation, method, 'normal')
  return relation
}

function persistenceOf(session: Session, schema: Schema, { relation }: CreateStmt): Relation['persistence'] {
  if (schema === session.temporarySchemaIfMade()) return 'temporary'
  return relation?.relpersistence === 'u' ? 'unlogged' : 'permanent'
}

/** The composite type of a relation's rows, and its array type. */
export function addRowType(session: Session, relation: Relation): void {
  const { store } = session
  const type = store.newType('composite', relation.name, relation.schema, { relation, category: 'C' })
  store.depend(type, relation, 'internal')
  store.set(relation, 'rowType', type)
  addArrayType(session, type)
}

function addColumns(
  session: Session,
  relation: Relation,
  node: CreateStmt,
  wishes: readonly NamedWish[],
): ReadonlyMap<Column, ColumnWish> {
  const made = new Map<Column, ColumnWish>()
  if (node.ofTypename) addTypeColumns(session, relation, node)
  inheritFrom(session, relation, node)
  for (const { wish } of wishes) {
    const inherited = relation.columns.get(wish.name)
    if (inherited) {
      mergeColumn(session, inherited, wish)
      made.set(inherited, wish)
    } else made.set(addColumn(session, relation, wish), wish)
  }
  return made
}

function addTypeColumns(session: Session, relation: Relation, node: CreateStmt): void {
  const { type } = resolveType(session, node.ofTypename)
  const source = type.relation
  if (source?.kind !== 'composite type') {
    throw new Refusal('42809', `type ${type.name} is not a composite type`)
  }
  session.store.set(relation, 'ofType', type)
  session.store.depend(relation, type, 'normal')
  for (const column of source.columns.values()) addColumn(session, relation, column)
}

function mergeColumn(session: Session, inherited: Column, wish: ColumnWish): void {
  if (!sameUse(inherited.type, wish.type)) {
    throw new Refusal('42804', `column "${wish.name}" has a type conflict`, { at: wish.at })
  }
  session.store.set(inherited, 'local', true)
  if (wish.notNull) session.store.set(inherited, 'notNull', true)
}

function constraintWishes(
  made: ReadonlyMap<Column, ColumnWish>,
  tableConstraints: readonly ConstraintNode[],
): readonly ConstraintWish[] {
  const wishes: ConstraintWish[] = []
  for (const [column, { constraints }] of made) for (const node of constraints) wishes.push({ node, column })
  for (const node of tableConstraints) wishes.push({ node, column: null })
  return wishes
}

/** Checks first, then NOT NULL, then keys, then what LIKE brings, then foreign keys, as PostgreSQL orders what a `CREATE TABLE` makes. */
function addConstraints(
  session: Session,
  relation: Relation,
  wishes: readonly ConstraintWish[],
  addNotNulls: () => void,
): void {
  for (const wish of wishes) if (wish.node.contype === 'CONSTR_CHECK') addCheck(session, relation, wish)
  addNotNulls()
  const asked: IndexConstraintWish[] = []
  const ask = (which: (wish: ConstraintWish) => boolean) => {
    for (const wish of wishes) if (which(wish)) asked.push(indexConstraintWish(session, relation, wish))
  }
  ask(({ node }) => node.contype === 'CONSTR_PRIMARY')
  ask(({ node }) => node.contype === 'CONSTR_UNIQUE' || node.contype === 'CONSTR_EXCLUSION')
  for (const wish of withoutRepeats(asked)) addIndexConstraint(session, relation, wish)
}
