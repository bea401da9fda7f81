import type { RenameStmt } from '@migration-doctor/sql'
import { findRelation, nameOf, requireRelation } from '../names.ts'
import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { claimRelationName } from '../relation-name.ts'
import type { Session } from '../session.ts'
import { claimTypeName, renameType } from '../types.ts'
import { moveConstraint, renameRelation } from './move.ts'

export const notMissing = (session: Session, node: RenameStmt): Relation | null => {
  const found = findRelation(session, nameOf(node.relation))
  if (found || node.missing_ok) return found
  return requireRelation(session, node.relation)
}

export function renameTable(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  refuseRenameKind(relation, node)
  claimRelationName(session, relation.schema, to)
  if (relation.rowType) {
    claimTypeName(session, relation.schema, to)
    renameType(session, relation.rowType, to)
  }
  const constraint = relation.index?.constraint
  renameRelation(session, relation, to)
  if (constraint) moveConstraint(session, constraint, to)
}

/** `RangeVarCallbackForAlterRelation`: `ALTER VIEW` is for views, and so on. */
export function refuseRenameKind(relation: Relation, node: Pick<RenameStmt, 'renameType'>): void {
  if (node.renameType === 'OBJECT_VIEW' && relation.kind !== 'view') {
    throw new Refusal('42809', `"${relation.name}" is not a view`)
  }
  if (node.renameType === 'OBJECT_MATVIEW' && relation.kind !== 'materialized view') {
    throw new Refusal('42809', `"${relation.name}" is not a materialized view`)
  }
  if (node.renameType === 'OBJECT_SEQUENCE' && relation.kind !== 'sequence') {
    throw new Refusal('42809', `"${relation.name}" is not a sequence`)
  }
  if (node.renameType === 'OBJECT_INDEX' && relation.kind !== 'index') {
    if (relation.kind !== 'table') throw new Refusal('42809', `"${relation.name}" is not an index`)
  }
}
