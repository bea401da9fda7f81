import type { RenameStmt } from '@migration-doctor/sql'
import { addressOf } from '../addresses.ts'
import { claimRelationName } from '../create-table.ts'
import { missing } from '../names.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { moveConstraint, renameRelation } from './move.ts'
import { notMissing } from './relation.ts'
import { refuseTaken } from './taken.ts'

export function renameConstraint(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  const constraint = relation.constraints.get(from)
  if (!constraint) {
    missing(session, {
      sqlstate: '42704',
      message: `constraint "${from}" for table "${relation.name}" does not exist`,
      kind: 'constraint',
      name: { schema: relation.schema.name, name: `${relation.name}.${from}` },
    })
  }
  if (constraint.index) {
    claimRelationName(session, constraint.index.schema, to)
    renameRelation(session, constraint.index, to)
  } else if (relation.constraints.has(to)) refuseTaken('constraint', to, relation)
  moveConstraint(session, constraint, to)
}

export function renameDomainConstraint(session: Session, node: RenameStmt, to: string): void {
  const address = addressOf(session, 'OBJECT_DOMAIN', node.object)
  const type = address.entity ?? address.refuse()
  if (type.class !== 'type') return
  const constraint = type.constraints.get(node.subname ?? '')
  if (!constraint) throw new Refusal('42704', `constraint "${node.subname}" for domain ${type.name} does not exist`)
  moveConstraint(session, constraint, to)
}
