import type { RenameStmt } from '@migration-doctor/sql'
import { addressOf } from '../addresses.ts'
import { claimRelationName } from '../create-table.ts'
import { missing } from '../names.ts'
import type { Relation } from '../objects.ts'
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
  if (constraint.type === 'check' && !constraint.noInherit) {
    if (constraint.inherited > 0) throw new Refusal('42P16', `cannot rename inherited constraint "${from}"`)
    if (node.relation?.inh !== true && relation.children.size > 0)
      throw new Refusal('42P16', `inherited constraint "${from}" must be renamed in child tables too`)
    for (const child of relation.children) renameInherited(session, child, from, to)
  }
  if (constraint.index) {
    claimRelationName(session, constraint.index.schema, to)
    renameRelation(session, constraint.index, to)
  } else if (relation.constraints.has(to)) refuseTaken('constraint', to, relation)
  moveConstraint(session, constraint, to)
}

/** The children's copies of a check bear its name. */
function renameInherited(session: Session, child: Relation, from: string, to: string): void {
  const own = child.constraints.get(from)
  if (own?.type !== 'check') return
  for (const grandchild of child.children) renameInherited(session, grandchild, from, to)
  if (child.constraints.has(to)) refuseTaken('constraint', to, child)
  moveConstraint(session, own, to)
}

export function renameDomainConstraint(session: Session, node: RenameStmt, to: string): void {
  const address = addressOf(session, 'OBJECT_DOMAIN', node.object)
  const type = address.entity ?? address.refuse()
  if (type.class !== 'type') return
  const constraint = type.constraints.get(node.subname ?? '')
  if (!constraint) throw new Refusal('42704', `constraint "${node.subname}" for domain ${type.name} does not exist`)
  moveConstraint(session, constraint, to)
}
