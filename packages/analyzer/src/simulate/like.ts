import type { TableLikeClause } from '@migration-doctor/sql'
import type { ColumnWish } from './columns.ts'
import { requireRelation } from './names.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** The columns that `LIKE other` brings; what `INCLUDING …` adds is made by `likeConstraints`. */
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
    identity: null,
    generated: null,
    default: null,
    constraints: [],
    at: node.relation?.location,
  }))
}
