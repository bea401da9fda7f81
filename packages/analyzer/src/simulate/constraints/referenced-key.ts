import type { Constraint as ConstraintNode, Node } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { missing, stringOf } from '../names.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

export interface ReferencedKey {
  readonly columns: readonly Column[]
  readonly index: Relation | null
}

export function foreignColumns(
  session: Session,
  relation: Relation,
  names: readonly Node[] | undefined,
  node: ConstraintNode,
) {
  if (relation.opaqueColumns) return []
  return mapped(names ?? [], (item) => {
    const name = stringOf(item)
    const column = relation.columns.get(name)
    if (column) return column
    const message = `column "${name}" referenced in foreign key constraint does not exist`
    const owner = { schema: relation.schema.name, name: relation.name }
    return missing(session, {
      sqlstate: '42703',
      message,
      kind: 'column',
      name: owner,
      column: name,
      at: node.location,
    })
  })
}

export function referencedKey(session: Session, target: Relation, node: ConstraintNode): ReferencedKey {
  if (target.opaqueColumns) return { columns: [], index: null }
  if (!node.pk_attrs?.length) {
    for (const constraint of target.constraints.values()) {
      if (constraint.type !== 'primary key') continue
      if (constraint.deferrable) refuseDeferrable('primary key', target)
      return { columns: constraint.columns, index: constraint.index }
    }
    throw new Refusal('42704', `there is no primary key for referenced table "${target.name}"`, {
      at: node.location,
      subject: { fault: 'missing', kind: 'constraint', schema: target.schema.name, name: `${target.name}.primary key` },
    })
  }
  const columns = foreignColumns(session, target, node.pk_attrs, node)
  const index = uniqueIndexOn(target, columns)
  if (index) return { columns, index }
  if (session.isTainted(target.name)) return { columns, index: null }
  if (uniqueIndexOn(target, columns, true)) refuseDeferrable('unique constraint', target)
  throw new Refusal(
    '42830',
    `there is no unique constraint matching given keys for referenced table "${target.name}"`,
    {
      at: node.location,
      subject: { fault: 'missing', kind: 'constraint', schema: target.schema.name, name: `${target.name}.unique key` },
    },
  )
}

function refuseDeferrable(what: string, { name }: Relation): never {
  throw new Refusal('55000', `cannot use a deferrable ${what} for referenced table "${name}"`)
}

/** A unique, complete, immediate index on exactly these columns, in any order; the primary key's first. */
function uniqueIndexOn(target: Relation, columns: readonly Column[], deferrable = false): Relation | null {
  const wanted = new Set(columns)
  for (const index of target.indexes) {
    const facts = index.index
    if (!facts?.unique || facts.hasPredicate || facts.deferrable !== deferrable || !facts.valid) continue
    if (facts.keys.length === wanted.size && facts.keys.every((key) => key.column && wanted.has(key.column)))
      return index
  }
  return null
}
