import type { RenameStmt } from '@migration-doctor/sql'
import { addressOf } from '../addresses.ts'
import { missing } from '../names.ts'
import type { Constraint, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { claimRelationName } from '../relation-name.ts'
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
  if (goesDown(constraint)) {
    renameDown(session, relation, constraint, { to, recurse: node.relation?.inh === true })
    return
  }
  if (constraint.index) {
    claimRelationName(session, constraint.index.schema, to)
    renameRelation(session, constraint.index, to)
  } else if (relation.constraints.has(to)) refuseTaken('constraint', to, relation)
  moveConstraint(session, constraint, to)
}

const goesDown = ({ type, noInherit }: Constraint): boolean => (type === 'check' || type === 'not null') && !noInherit

interface Wish {
  readonly to: string
  readonly recurse: boolean
}

/** Children have it under the same name; a parent from elsewhere would keep the old one. */
function renameDown(session: Session, relation: Relation, constraint: Constraint, { to, recurse }: Wish): void {
  const { name } = constraint
  if (!recurse && relation.children.size > 0)
    throw new Refusal('42P16', `inherited constraint "${name}" must be renamed in child tables too`)
  for (const [heir, parents] of heirsOf(relation)) {
    const own = heir.constraints.get(name)
    if (!own) throw new Refusal('42704', `constraint "${name}" for table "${heir.name}" does not exist`)
    renameOwn(session, heir, own, { to, parents })
  }
  renameOwn(session, relation, constraint, { to, parents: 0 })
}

function renameOwn(session: Session, owner: Relation, own: Constraint, wish: { to: string; parents: number }): void {
  if (own.inherited > wish.parents) throw new Refusal('42P16', `cannot rename inherited constraint "${own.name}"`)
  if (owner.constraints.has(wish.to)) refuseTaken('constraint', wish.to, owner)
  moveConstraint(session, own, wish.to)
}

/** All that inherit from a table, nearest first, each with the number of its parents among them. */
function heirsOf(relation: Relation): ReadonlyMap<Relation, number> {
  const parents = new Map<Relation, number>()
  const waiting = [relation]
  for (const one of waiting) {
    for (const child of one.children) {
      if (!parents.has(child)) waiting.push(child)
      parents.set(child, (parents.get(child) ?? 0) + 1)
    }
  }
  return parents
}

export function renameDomainConstraint(session: Session, node: RenameStmt, to: string): void {
  const address = addressOf(session, 'OBJECT_DOMAIN', node.object)
  const type = address.entity ?? address.refuse()
  if (type.class !== 'type') return
  const constraint = type.constraints.get(node.subname ?? '')
  if (!constraint) throw new Refusal('42704', `constraint "${node.subname}" for domain ${type.name} does not exist`)
  moveConstraint(session, constraint, to)
}
