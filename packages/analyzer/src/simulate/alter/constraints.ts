import type { Constraint as ConstraintNode } from '@migration-doctor/sql'
import { systemColumns } from '../columns.ts'
import { addCheck } from '../constraints/check.ts'
import { addForeignKey } from '../constraints/foreign-key.ts'
import { addIndexConstraint, attachConstraint, indexConstraintWish } from '../constraints/index-constraint.ts'
import { addNotNull, namesNotNulls, notNullWish, validateNotNull } from '../constraints/not-null.ts'
import { refuseSecondPrimaryKey } from '../constraints/second-primary-key.ts'
import { refuseOnForeignTable } from '../constraints/shared.ts'
import { dropAll } from '../depend.ts'
import { finishIndex } from '../index-copies.ts'
import { claimIndex } from '../indexes.ts'
import { existing, findRelation, missing, stringOf } from '../names.ts'
import type { Column, Constraint, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { renameRelation } from '../rename/move.ts'
import { requireColumn } from '../require-column.ts'
import type { Session } from '../session.ts'
import type { Action } from './action.ts'
import { alterInheritance, dropNotNull } from './not-null.ts'

export function addOne(
  session: Session,
  relation: Relation,
  wish: { node: ConstraintNode; column: Column | null },
  recurse = true,
): void {
  switch (wish.node.contype) {
    case 'CONSTR_CHECK':
      addCheck(session, relation, wish)
      return
    case 'CONSTR_FOREIGN':
      addForeignKey(session, relation, { node: wish.node, column: wish.column, isOnly: !recurse })
      return
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      addKey(session, relation, wish, recurse)
      return
    case 'CONSTR_NOTNULL': {
      const name = stringOf(wish.node.keys?.[0])
      if (systemColumns.has(name))
        throw new Refusal('0A000', `cannot add not-null constraint on system column "${name}"`)
      const column = wish.column ?? requireColumn(session, relation, name)
      if (namesNotNulls(session, relation)) addNotNull(session, column, notNullWish(wish.node), recurse)
      else session.store.set(column, 'notNull', true)
      return
    }
    default:
  }
}

function addKey(
  session: Session,
  relation: Relation,
  wish: { node: ConstraintNode; column: Column | null },
  recurse: boolean,
): void {
  const { index } = addIndexConstraint(session, relation, indexConstraintWish(session, relation, wish))
  if (index) finishIndex(session, relation, index, recurse)
}

export function addConstraint({ session, relation, command, recurse }: Action): void {
  const node = command.def && 'Constraint' in command.def ? command.def.Constraint : null
  if (!node) return
  if (relation.kind === 'foreign table') refuseOnForeignTable(node)
  if (node.indexname !== undefined) useIndex(session, relation, node)
  else addOne(session, relation, { node, column: null }, recurse)
  if (node.contype === 'CONSTR_CHECK' && !recurse && relation.children.size > 0) {
    throw new Refusal('42P16', 'constraint must be added to child tables too')
  }
}

/** `ADD CONSTRAINT … UNIQUE USING INDEX`: the index takes the constraint's name. */
function useIndex(session: Session, relation: Relation, node: ConstraintNode): void {
  const name = { schema: relation.schema.name, name: node.indexname ?? '' }
  const index = findRelation(session, name)
  if (!index) {
    const message = `index "${name.name}" does not exist`
    missing(session, { sqlstate: '42704', message, kind: 'relation', name, at: node.location })
  }
  refuseUnfitIndex(relation, index, node)
  refuseTwice(index, node)
  if (relation.kind === 'partitioned table')
    throw new Refusal('0A000', 'ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables')
  if (node.contype === 'CONSTR_PRIMARY') refuseSecondPrimaryKey(relation, node.location)
  refuseTakenName(session, relation, index, node)
  if (node.conname && node.conname !== index.name) renameRelation(session, index, node.conname)
  attachConstraint(session, relation, index, node)
}

/** The index is renamed first; that a constraint bears the name is noticed only by the catalog's own index. */
function refuseTakenName(session: Session, relation: Relation, index: Relation, node: ConstraintNode): void {
  const name = node.conname ?? index.name
  if (name !== index.name) claimIndex(session, relation, name, node.location)
  if (!relation.constraints.has(name)) return
  existing(session, {
    sqlstate: '23505',
    message: 'duplicate key value violates unique constraint "pg_constraint_conrelid_contypid_conname_index"',
    kind: 'constraint',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
    at: node.location,
  })
}

function refuseTwice({ index }: Relation, { contype, location }: ConstraintNode): void {
  const names = index?.keys.map(({ name, column }) => column?.name ?? name) ?? []
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  const what = contype === 'CONSTR_PRIMARY' ? 'primary key' : 'unique'
  if (twice !== undefined)
    throw new Refusal('42701', `column "${twice}" appears twice in ${what} constraint`, { at: location })
}

function refuseUnfitIndex(relation: Relation, index: Relation, node: ConstraintNode): void {
  const facts = index.index
  const refuse: (sqlstate: string, message: string) => never = (sqlstate, message) => {
    throw new Refusal(sqlstate, message, { at: node.location })
  }
  if (!facts) refuse('42809', `"${index.name}" is not an index`)
  if (facts.table !== relation) refuse('55000', `index "${index.name}" does not belong to table "${relation.name}"`)
  if (facts.constraint) refuse('55000', `index "${index.name}" is already associated with a constraint`)
  if (!facts.valid) refuse('55000', `index "${index.name}" is not valid`)
  if (!facts.unique) refuse('42809', `"${index.name}" is not a unique index`)
  if (facts.keys.some((key) => !key.column)) refuse('42809', `index "${index.name}" contains expressions`)
  if (facts.hasPredicate) refuse('42809', `"${index.name}" is a partial index`)
  if (facts.isReordered) refuse('42809', `index "${index.name}" does not have default sorting behavior`)
}

function requireConstraint(session: Session, relation: Relation, name: string): Constraint {
  const constraint = relation.constraints.get(name)
  if (constraint) return constraint
  return missing(session, {
    sqlstate: '42704',
    message: `constraint "${name}" of relation "${relation.name}" does not exist`,
    kind: 'constraint',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

export function dropConstraint({ session, relation, command, cascade, recurse }: Action): void {
  const name = command.name ?? ''
  if (command.missing_ok && !relation.constraints.has(name)) return
  const constraint = requireConstraint(session, relation, name)
  if (constraint.type === 'not null') {
    dropNotNull(session, constraint, { recurse, recursing: false })
    return
  }
  if (constraint.inherited > 0) {
    throw new Refusal('42P16', `cannot drop inherited constraint "${name}" of relation "${relation.name}"`)
  }
  if (recurse && constraint.type === 'check')
    for (const child of relation.children) disinherit(session, child, constraint)
  dropAll(session, [constraint], cascade)
}

function disinherit(session: Session, child: Relation, parent: Constraint): void {
  const constraint = child.constraints.get(parent.name)
  if (!constraint || constraint.inherited === 0) return
  session.store.set(constraint, 'inherited', constraint.inherited - 1)
  if (constraint.inherited > 0 || constraint.local) return
  for (const grandchild of child.children) disinherit(session, grandchild, constraint)
  dropAll(session, [constraint], true)
}

export function validate({ session, relation, command, recurse }: Action): void {
  const constraint = requireConstraint(session, relation, command.name ?? '')
  if (constraint.type === 'not null') {
    validateNotNull(session, constraint, recurse)
    return
  }
  if (constraint.type !== 'foreign key' && constraint.type !== 'check') {
    throw new Refusal(
      '42809',
      `constraint "${constraint.name}" of relation "${relation.name}" is not a foreign key or check constraint`,
    )
  }
  session.store.set(constraint, 'validated', true)
}

export function alterConstraint({ session, relation, command }: Action): void {
  const definition = command.def && 'ATAlterConstraint' in command.def ? command.def.ATAlterConstraint : null
  const constraint = requireConstraint(session, relation, definition?.conname ?? command.name ?? '')
  if (constraint.type !== 'foreign key' && definition?.alterDeferrability) {
    throw new Refusal(
      '42809',
      `constraint "${constraint.name}" of relation "${relation.name}" is not a foreign key constraint`,
    )
  }
  if (definition?.alterInheritability && constraint.type !== 'not null') {
    throw new Refusal(
      '42809',
      `constraint "${constraint.name}" of relation "${relation.name}" is not a not-null constraint`,
    )
  }
  if (definition?.alterInheritability) {
    if (definition.noinherit) refuseNotOwn(constraint)
    alterInheritance(session, constraint, definition.noinherit ?? false)
  }
  if (definition?.alterEnforceability) {
    const isEnforced = definition.is_enforced ?? false
    session.store.set(constraint, 'isUnenforced', !isEnforced)
    session.store.set(constraint, 'validated', isEnforced)
  }
  if (!definition?.alterDeferrability) return
  session.store.set(constraint, 'deferrable', definition.deferrable ?? false)
  session.store.set(constraint, 'deferred', definition.initdeferred ?? false)
}

/** Whether it is passed on is for the parent to say, of a partitioned table for nobody. */
function refuseNotOwn({ name, inherited, owner }: Constraint): void {
  if (inherited > 0)
    throw new Refusal('42P16', `cannot alter inherited constraint "${name}" on relation "${owner.name}"`)
}
