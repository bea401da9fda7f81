import type { TableLikeClause } from '@migration-doctor/sql'
import { type ColumnWish, tieGenerated } from './columns.ts'
import { attachConstraint } from './constraints/index-constraint.ts'
import { refuseSecondPrimaryKey } from './constraints/second-primary-key.ts'
import { recordConstraint, refuseTakenConstraintName } from './constraints/shared.ts'
import { copyIndex, likeConstraint } from './index-copies.ts'
import { copyDefault } from './inherit.ts'
import { requireRelation } from './names.ts'
import type { Column, Constraint, Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { copyStatistics } from './statistics.ts'

/** Bits of `TableLikeClause.options`, as in PostgreSQL's parser. */
const including = { constraints: 4, defaults: 8, generated: 16, identity: 32, indexes: 64, statistics: 128 }

const has = ({ options = 0 }: TableLikeClause, what: keyof typeof including): boolean =>
  (options & including[what]) !== 0

/** The columns that `LIKE other` brings; `expandLike` adds the rest. */
export function likeColumns(session: Session, node: TableLikeClause): readonly ColumnWish[] {
  const source = requireRelation(session, node.relation)
  if (source.kind === 'index' || source.kind === 'sequence') {
    throw new Refusal('42809', `relation "${source.name}" is invalid in LIKE clause`, { at: node.relation?.location })
  }
  return [...source.columns.values()].map((column) => ({
    name: column.name,
    type: column.type,
    notNull: column.notNull,
    serial: false,
    identity: has(node, 'identity') ? column.identity : null,
    generated: null,
    default: null,
    constraints: [],
    at: node.relation?.location,
  }))
}

/** `expandTableLikeClause`: what `INCLUDING …` brings once the table is there. */
export function expandLike(session: Session, relation: Relation, node: TableLikeClause): void {
  const source = requireRelation(session, node.relation)
  for (const column of source.columns.values()) {
    const own = relation.columns.get(column.name)
    if (own && column.default && has(node, column.generated ? 'generated' : 'defaults'))
      takeDefault(session, own, column)
  }
  if (has(node, 'constraints')) {
    for (const constraint of source.constraints.values()) {
      if (constraint.type === 'check') copyCheck(session, relation, constraint)
    }
  }
  if (has(node, 'indexes')) for (const index of source.indexes) takeIndex(session, relation, index)
  if (has(node, 'statistics')) copyStatistics(session, relation, source)
}

function takeDefault(session: Session, own: Column, from: Column): void {
  copyDefault(session, own, from)
  if (from.generated) session.store.set(own, 'generated', from.generated)
  if (!own.default) return
  const used = [...(from.default?.dependencies ?? [])].flatMap(({ to }) =>
    to.class === 'column' && to !== from ? (own.relation.columns.get(to.name) ?? []) : [],
  )
  tieGenerated(session, own.default, used)
}

function copyCheck(session: Session, relation: Relation, from: Constraint): void {
  refuseTakenConstraintName(session, relation, from.name)
  const columns = from.columns.flatMap((column) => relation.columns.get(column.name) ?? [])
  const copy = session.store.newConstraint(from.name, relation, {
    type: 'check',
    columns,
    noInherit: from.noInherit,
    isUnenforced: from.isUnenforced ?? false,
    kept: from.owner.class === 'relation' ? from.kept?.over(from.owner, relation) : undefined,
    ...(from.condition ? { condition: from.condition } : {}),
  })
  for (const column of columns) session.store.depend(copy, column, 'auto')
  if (columns.length === 0) session.store.depend(copy, relation, 'auto')
  for (const { to } of from.dependencies ?? []) {
    if (to.class !== 'column' && to.class !== 'relation') session.store.depend(copy, to, 'normal')
  }
  recordConstraint(session, copy)
}

/** Names are chosen anew. */
function takeIndex(session: Session, relation: Relation, from: Relation): void {
  const constraint = from.index?.constraint
  if (constraint?.type === 'primary key') refuseSecondPrimaryKey(relation, undefined)
  const index = copyIndex(session, relation, from)
  if (!constraint || !index) return
  attachConstraint(session, relation, index, likeConstraint(constraint))
}
