import { keepCondition } from '../deparse/kept.ts'
import { flatMapped } from '../mapped.ts'
import { chooseConstraintName } from '../names.ts'
import type { Column, Constraint, Relation } from '../objects.ts'
import { analyzeExpression, relationScope } from '../query/index.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { type ConstraintWish, recordConstraint, refuseTakenConstraintName } from './shared.ts'

/** Adds a CHECK constraint to a table, and to the tables that inherit from it. */
export function addCheck(session: Session, relation: Relation, wish: ConstraintWish): Constraint {
  const { node, column } = wish
  const expression = analyzeExpression(
    session,
    node.raw_expr,
    relationScope(relation, relation.name, 'check constraint'),
  )
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  if (node.is_no_inherit && relation.kind === 'partitioned table')
    throw new Refusal('42P16', `cannot add NO INHERIT constraint to partitioned table "${relation.name}"`)
  const used = [...expression.uses.columns].filter((one) => one.relation === relation)
  const name = node.conname ?? checkName(relation, used.length === 1 ? used[0] : undefined, column)
  const constraint = session.store.newConstraint(name, relation, {
    type: 'check',
    columns: used,
    validated: !node.skip_validation,
    noInherit: node.is_no_inherit ?? false,
    isUnenforced: node.is_enforced !== true,
    kept: keepCondition(session, expression.analysed) ?? undefined,
    ...(node.raw_expr ? { condition: node.raw_expr } : {}),
  })
  for (const one of used) session.store.depend(constraint, one, 'auto')
  for (const entity of expression.uses.entities) session.store.depend(constraint, entity, 'normal')
  if (used.length === 0) session.store.depend(constraint, relation, 'auto')
  recordConstraint(session, constraint)
  for (const child of node.is_no_inherit ? [] : relation.children) inheritCheck(session, child, constraint)
  return constraint
}

function checkName(relation: Relation, used: Column | undefined, _beside: Column | null): string {
  return chooseConstraintName(relation.schema, { first: relation.name, second: used?.name ?? null, label: 'check' })
}

/** A child takes over a parent's CHECK, or merges it with its own of that name. */
export function inheritCheck(session: Session, child: Relation, parent: Constraint): void {
  const own = child.constraints.get(parent.name)
  if (own) {
    session.store.set(own, 'inherited', own.inherited + 1)
    return
  }
  const columns = flatMapped(parent.columns, (column) => child.columns.get(column.name) ?? [])
  const copy = session.store.newConstraint(parent.name, child, {
    type: 'check',
    columns,
    validated: parent.validated,
    local: false,
    inherited: 1,
    isUnenforced: parent.isUnenforced ?? false,
    kept: parent.owner.class === 'relation' ? parent.kept?.over(parent.owner, child) : undefined,
    ...(parent.condition ? { condition: parent.condition } : {}),
  })
  for (const column of columns) session.store.depend(copy, column, 'auto')
  for (const grandchild of child.children) inheritCheck(session, grandchild, copy)
}
