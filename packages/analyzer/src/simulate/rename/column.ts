import type { RenameStmt } from '@migration-doctor/sql'
import { refuseSystemColumn } from '../alter/action.ts'
import { refuseColumnName } from '../columns.ts'
import { refOf } from '../depend.ts'
import { missing } from '../names.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { notMissing } from './relation.ts'

interface Names {
  readonly from: string
  readonly to: string
}

/** `renameatt`: children first, then the relation itself. */
export function renameColumn(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const names = { from: node.subname ?? '', to }
  if (relation.ofType) throw new Refusal('42809', 'cannot rename column of typed table')
  if (node.relation?.inh === true) {
    for (const [child, parents] of inheritorsOf(relation)) renameIn(session, child, names, parents)
  } else if (relation.children.size > 0) {
    throw new Refusal('42P16', `inherited column "${names.from}" must be renamed in child tables too`)
  }
  for (const typed of typedTables(relation)) {
    if (node.behavior !== 'DROP_CASCADE')
      throw new Refusal('2BP01', `cannot alter type "${relation.name}" because it is the type of a typed table`)
    renameIn(session, typed, names, 0)
  }
  renameIn(session, relation, names, 0)
}

/** All that inherit from a relation, the nearest first, each with the number of its parents among them. */
function inheritorsOf(relation: Relation): ReadonlyMap<Relation, number> {
  const found = new Map<Relation, number>()
  const family = [relation]
  for (const parent of family) {
    for (const child of parent.children) {
      if (!found.has(child)) family.push(child)
      found.set(child, (found.get(child) ?? 0) + 1)
    }
  }
  return found
}

function* typedTables(relation: Relation): Iterable<Relation> {
  if (relation.kind !== 'composite type') return
  for (const { from } of relation.rowType?.dependents ?? [])
    if (from.class === 'relation' && from.ofType === relation.rowType) yield from
}

/** @param parents so many of those that the column is inherited from rename it as well */
function renameIn(session: Session, relation: Relation, { from, to }: Names, parents: number): void {
  refuseSystemColumn(relation, from, 'rename')
  const column = relation.columns.get(from)
  if (!column) {
    missing(session, {
      sqlstate: '42703',
      message: `column "${from}" does not exist`,
      kind: 'column',
      name: { schema: relation.schema.name, name: relation.name },
      column: from,
    })
  }
  if (column.inherited > parents) throw new Refusal('42P16', `cannot rename inherited column "${from}"`)
  refuseColumnName(session, relation, to)
  moveColumn(session, column, to)
}

function moveColumn(session: Session, column: Column, to: string): void {
  const { store } = session
  const { relation } = column
  session.record('rename', refOf(column), to)
  // The map keeps the order of the columns: it is rebuilt, not appended to.
  const all = [...relation.columns.values()]
  for (const one of all) store.removeInOrder(relation.columns, one.name)
  store.set(column, 'formerNames', [...(column.formerNames ?? []), { name: column.name, until: store.now }])
  store.set(column, 'name', to)
  for (const one of all) store.put(relation.columns, one.name, one)
}
