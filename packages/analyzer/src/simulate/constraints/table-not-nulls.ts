import type { CreateStmt } from '@migration-doctor/sql'
import type { ColumnWish } from '../columns.ts'
import { requireRelation, stringOf } from '../names.ts'
import type { Column, Constraint, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { requireColumn } from '../require-column.ts'
import type { Session } from '../session.ts'
import { besideColumn, makeNotNull, namesNotNulls, refuseAloneInPartitions } from './not-null.ts'

interface Wish {
  readonly column: Column
  readonly name: string | undefined
  readonly noInherit: boolean
}

/** `AddRelationNotNullConstraints`: what a `CREATE TABLE` says of NOT NULL, and what its parents do. */
export function addNotNulls(
  session: Session,
  relation: Relation,
  node: CreateStmt,
  made: ReadonlyMap<Column, ColumnWish>,
): void {
  if (!namesNotNulls(session, relation)) {
    markColumns(session, relation, node)
    return
  }
  const inherited = fromParents(relation)
  const given = new Set<string>()
  for (const { column, name, noInherit } of merged(wishesOf(session, relation, node, made))) {
    refuseAloneInPartitions(relation, noInherit)
    const above = inherited.get(column)?.length ?? 0
    inherited.delete(column)
    if (above > 0 && noInherit) {
      throw new Refusal('42804', `cannot define not-null constraint with NO INHERIT on column "${column.name}"`)
    }
    if (name !== undefined) refuseTaken(relation, name, given)
    makeNotNull(session, column, name, noInherit || above > 0 ? { noInherit, inherited: above } : {})
  }
  for (const [column, [first, ...rest]] of inherited) {
    const name = first && !relation.constraints.has(first.name) ? first.name : undefined
    makeNotNull(session, column, name, { local: false, inherited: rest.length + 1 })
  }
}

function refuseTaken({ name: table, constraints }: Relation, name: string, given: Set<string>): void {
  // Of two NOT NULL of one name PostgreSQL knows itself; a check of that name is found by an index of the catalog.
  if (given.has(name)) throw new Refusal('42710', `constraint "${name}" for relation "${table}" already exists`)
  if (constraints.has(name)) {
    const index = 'pg_constraint_conrelid_contypid_conname_index'
    throw new Refusal('23505', `duplicate key value violates unique constraint "${index}"`)
  }
  given.add(name)
}

/** Before version 18. */
function markColumns(session: Session, relation: Relation, { tableElts = [] }: CreateStmt): void {
  for (const element of tableElts) {
    if (!('Constraint' in element) || element.Constraint.contype !== 'CONSTR_NOTNULL') continue
    for (const key of element.Constraint.keys ?? [])
      session.store.set(requireColumn(session, relation, stringOf(key)), 'notNull', true)
  }
}

function fromParents(relation: Relation): Map<Column, readonly Constraint[]> {
  const found = new Map<Column, readonly Constraint[]>()
  if (relation.parents.size === 0) return found
  for (const parent of relation.parents) {
    for (const { name, notNullConstraint } of parent.columns.values()) {
      const column = relation.columns.get(name)
      if (column && notNullConstraint && !notNullConstraint.noInherit)
        found.set(column, [...(found.get(column) ?? []), notNullConstraint])
    }
  }
  return found
}

/** In the order of the statement, what the primary key needs last. */
function wishesOf(
  session: Session,
  relation: Relation,
  { tableElts = [] }: CreateStmt,
  made: ReadonlyMap<Column, ColumnWish>,
): readonly Wish[] {
  const wishes: Wish[] = []
  for (const element of tableElts) {
    if ('ColumnDef' in element) {
      const column = relation.columns.get(element.ColumnDef.colname ?? '')
      const wish = column && made.get(column)
      if (!column || !wish?.notNull) continue
      const { name, noInherit } = besideColumn(wish)
      wishes.push({ column, name, noInherit })
    } else if ('TableLikeClause' in element) {
      for (const { name, notNullConstraint: from } of requireRelation(
        session,
        element.TableLikeClause.relation,
      ).columns.values()) {
        const column = relation.columns.get(name)
        if (column && from) wishes.push({ column, name: from.name, noInherit: from.noInherit })
      }
    } else if ('Constraint' in element && element.Constraint.contype === 'CONSTR_NOTNULL') {
      const { keys, conname, is_no_inherit } = element.Constraint
      const column = requireColumn(session, relation, stringOf(keys?.[0]))
      wishes.push({ column, name: conname, noInherit: is_no_inherit ?? false })
    }
  }
  addPrimaryKey(relation, tableElts, wishes)
  return wishes
}

function addPrimaryKey(relation: Relation, elements: NonNullable<CreateStmt['tableElts']>, wishes: Wish[]): void {
  for (const element of elements) {
    if (!('Constraint' in element) || element.Constraint.contype !== 'CONSTR_PRIMARY') continue
    for (const key of element.Constraint.keys ?? []) {
      const column = relation.columns.get(stringOf(key))
      if (column) wishes.push({ column, name: undefined, noInherit: false })
    }
  }
}

/** One for each column. */
function merged(wishes: Iterable<Wish>): Iterable<Wish> {
  const kept = new Map<Column, Wish>()
  for (const wish of wishes) {
    const before = kept.get(wish.column)
    kept.set(wish.column, before ? both(before, wish) : wish)
  }
  return kept.values()
}

function both(before: Wish, { column, name, noInherit }: Wish): Wish {
  const refuse = (what: string): never => {
    throw new Refusal('42601', what)
  }
  if (before.noInherit !== noInherit)
    refuse(`conflicting NO INHERIT declaration for not-null constraint on column "${column.name}"`)
  if (before.name !== undefined && name !== undefined && before.name !== name)
    refuse(`conflicting not-null constraint names "${before.name}" and "${name}"`)
  return { column, name: before.name ?? name, noInherit }
}
