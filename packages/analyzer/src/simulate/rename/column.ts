import type { RenameStmt } from '@migration-doctor/sql'
import { refuseSystemColumn } from '../alter/action.ts'
import { refuseColumnName } from '../columns.ts'
import { refOf } from '../depend.ts'
import { missing } from '../names.ts'
import type { Column } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { notMissing } from './relation.ts'

export function renameColumn(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  if (relation.ofType) throw new Refusal('42809', 'cannot rename column of typed table')
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
  if (column.inherited > 0) throw new Refusal('42P16', `cannot rename inherited column "${from}"`)
  refuseColumnName(session, relation, to)
  moveColumn(session, column, to)
}

function moveColumn(session: Session, column: Column, to: string): void {
  const { store } = session
  const { relation } = column
  session.record('rename', refOf(column), to)
  for (const child of relation.children) {
    const own = child.columns.get(column.name)
    if (!own) continue
    refuseColumnName(session, child, to)
    moveColumn(session, own, to)
  }
  // The map keeps the order of the columns: it is rebuilt, not appended to.
  const all = [...relation.columns.values()]
  for (const one of all) store.removeInOrder(relation.columns, one.name)
  store.set(column, 'formerNames', [...(column.formerNames ?? []), { name: column.name, until: store.now }])
  store.set(column, 'name', to)
  for (const one of all) store.put(relation.columns, one.name, one)
}
