import type { Constraint as ConstraintNode } from '@migration-doctor/sql'
import { chooseConstraintName } from '../names.ts'
import type { Column, Constraint, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { refuseTakenConstraintName } from './shared.ts'

/** Since version 18 the NOT NULL of a table's column is a constraint with a name; before, a fact of the column only. */
export const namesNotNulls = ({ pgVersion }: Session, { kind }: Relation): boolean =>
  pgVersion >= 18 && (kind === 'table' || kind === 'partitioned table' || kind === 'foreign table')

/** What is said of a constraint that is to be made; without a name PostgreSQL chooses one. */
export interface NotNullWish {
  readonly name: string | undefined
  readonly validated: boolean
  readonly noInherit: boolean
}

export const plainNotNull: NotNullWish = { name: undefined, validated: true, noInherit: false }

export const notNullWish = ({ conname, skip_validation, is_no_inherit }: ConstraintNode): NotNullWish => ({
  name: conname,
  validated: !skip_validation,
  noInherit: is_no_inherit ?? false,
})

/** Of all that a column's constraints say of it; keys, identities and serials make it NOT NULL without a word. */
export function besideColumn({ constraints }: { readonly constraints: readonly ConstraintNode[] }): NotNullWish {
  let wish = plainNotNull
  for (const one of constraints) {
    if (one.contype !== 'CONSTR_NOTNULL') continue
    const isPlain = one.conname === undefined && wish === plainNotNull && !one.skip_validation && !one.is_no_inherit
    if (!isPlain) wish = { ...notNullWish(one), name: wish.name ?? one.conname }
  }
  return wish
}

type Facts = Partial<Pick<Constraint, 'validated' | 'noInherit' | 'local' | 'inherited'>>

/** Marks the column and makes the constraint, which has to be told apart from no other any more. */
export function makeNotNull(session: Session, column: Column, name: string | undefined, facts: Facts = {}): Constraint {
  const { store } = session
  const { relation } = column
  const parts = { first: relation.name, second: column.name, label: 'not_null' }
  const constraint = store.newConstraint(name ?? chooseConstraintName(relation.schema, parts), relation, {
    type: 'not null',
    columns: [column],
    validated: facts.validated ?? true,
    noInherit: facts.noInherit ?? false,
    local: facts.local ?? true,
    inherited: facts.inherited ?? 0,
  })
  store.set(column, 'notNull', true)
  store.set(column, 'notNullConstraint', constraint)
  return constraint
}

/** Do children get it? */
export const passesOn = ({ notNull, notNullConstraint }: Column): boolean => notNull && !notNullConstraint?.noInherit

const prerequisite = (message: string): never => {
  throw new Refusal('55000', message)
}

/** `ADD CONSTRAINT … NOT NULL`, on the children too; `AdjustNotNullInheritance` when there is one already. */
export function addNotNull(session: Session, column: Column, wish: NotNullWish, recurse = true): void {
  refuseAloneInPartitions(column.relation, wish.noInherit)
  add(session, column, wish, { recurse, recursing: false })
}

/** A child takes over its parent's. */
export function inheritNotNull(session: Session, column: Column, { name, validated, noInherit }: Constraint): void {
  if (column.notNullConstraint?.noInherit) refuseAlone(column.notNullConstraint)
  add(session, column, { name, validated, noInherit }, { recurse: true, recursing: true })
}

interface Walk {
  readonly recurse: boolean
  /** For a parent's sake. */
  readonly recursing: boolean
}

function add(session: Session, column: Column, wish: NotNullWish, walk: Walk): void {
  const own = column.notNullConstraint
  if (own) {
    adjust(session, own, wish, walk)
    return
  }
  const { relation } = column
  refuseTakenConstraintName(session, relation, wish.name)
  const { name } = makeNotNull(session, column, wish.name, {
    validated: wish.validated,
    noInherit: wish.noInherit,
    local: !walk.recursing,
    inherited: walk.recursing ? 1 : 0,
  })
  if (wish.noInherit) return
  if (!walk.recurse && relation.children.size > 0)
    throw new Refusal('42P16', 'constraint must be added to child tables too')
  for (const child of relation.children) {
    const inherited = child.columns.get(column.name)
    if (inherited) add(session, inherited, { ...wish, name }, { ...walk, recursing: true })
  }
}

function adjust({ store }: Session, own: Constraint, wish: NotNullWish, { recursing }: Walk): void {
  const where = `"${own.name}" on relation "${own.owner.name}"`
  if (wish.noInherit !== own.noInherit) prerequisite(`cannot change NO INHERIT status of NOT NULL constraint ${where}`)
  if (wish.validated && !own.validated) prerequisite(`incompatible NOT VALID constraint ${where}`)
  if (!recursing && wish.name !== undefined && wish.name !== own.name) {
    const column = `column "${own.columns[0]?.name}" of table "${own.owner.name}"`
    prerequisite(`cannot create not-null constraint "${wish.name}" on ${column}`)
  }
  if (recursing) store.set(own, 'inherited', own.inherited + 1)
  else store.set(own, 'local', true)
}

export function refuseAloneInPartitions({ kind }: Relation, noInherit: boolean): void {
  if (!noInherit || kind !== 'partitioned table') return
  throw new Refusal('0A000', 'not-null constraints on partitioned tables cannot be NO INHERIT')
}

/** `ALTER COLUMN … SET NOT NULL`. */
export function setNotNull(session: Session, column: Column, recurse: boolean): void {
  const own = column.notNullConstraint
  if (!own) {
    const alone = !recurse && column.relation.children.size > 0
    if (alone && column.relation.kind === 'partitioned table')
      throw new Refusal('42P16', 'constraint must be added to child tables too')
    add(session, column, { ...plainNotNull, noInherit: alone }, { recurse, recursing: false })
    return
  }
  if (own.noInherit && recurse) refuseAlone(own)
  if (!own.local) session.store.set(own, 'local', true)
  else if (!own.validated) validateNotNull(session, own, recurse)
}

function refuseAlone({ name, owner }: Constraint): never {
  const message = `cannot change NO INHERIT status of NOT NULL constraint "${name}" on relation "${owner.name}"`
  throw new Refusal('0A000', message)
}

/** `VALIDATE CONSTRAINT`: of the children's as well. */
export function validateNotNull(session: Session, constraint: Constraint, recurse: boolean): void {
  if (constraint.validated) return
  const [column] = constraint.columns
  const children = column && !constraint.noInherit ? [...column.relation.children] : []
  if (!recurse && children.length > 0) throw new Refusal('42P16', 'constraint must be validated on child tables too')
  session.store.set(constraint, 'validated', true)
  for (const child of children) {
    const own = child.columns.get(column?.name ?? '')?.notNullConstraint
    if (own) validateNotNull(session, own, recurse)
  }
}

/** The columns of a primary key: one of its own makes each NOT NULL, unless it is. */
export function requireNotNull(session: Session, column: Column): void {
  if (!namesNotNulls(session, column.relation)) {
    session.store.set(column, 'notNull', true)
    return
  }
  const own = column.notNullConstraint
  if (own && (own.noInherit || !own.validated)) prerequisite(`cannot create primary key on column "${column.name}"`)
  if (!own) add(session, column, plainNotNull, { recurse: true, recursing: false })
}
