import type { ColumnDef } from '@migration-doctor/sql'
import {
  addColumn,
  type ColumnWish,
  dropDefault,
  finishColumn,
  readColumn,
  refuseColumnName,
  setDefault,
} from '../columns.ts'
import { addNotNull, besideColumn, namesNotNulls } from '../constraints/not-null.ts'
import { refuseSecondPrimaryKey } from '../constraints/second-primary-key.ts'
import { dropAll } from '../depend.ts'
import { copyDefault } from '../inherit.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { missingColumn } from '../require-column.ts'
import type { Session } from '../session.ts'
import { sameUse } from '../types.ts'
import { type Action, columnOf, defOf, refuseSystemColumn } from './action.ts'
import { addOne } from './constraints.ts'
import { refuseNewDefault } from './new-default.ts'
import { constraintPass, notNullPass } from './passes.ts'

export function addColumnAction({ session, relation, command, recurse, defer }: Action): void {
  const node = defOf(command)
  const name = node.colname ?? ''
  if (relation.partition) throw new Refusal('42809', 'cannot add column to a partition')
  if (relation.ofType) throw new Refusal('42809', 'cannot add column to typed table')
  if (command.missing_ok && relation.columns.has(name)) return
  // Since version 13 the name is looked at before the type.
  if (session.pgVersion >= 13) refuseColumnName(session, relation, name)
  const wish = readColumn(session, node)
  if (wish.constraints.some((one) => one.contype === 'CONSTR_PRIMARY')) refuseSecondPrimaryKey(relation, node.location)
  refuseColumnName(session, relation, name)
  refuseLoneChange(session, relation, wish, recurse)
  if (relation.kind === 'table' && !wish.generated && wish.default) refuseNewDefault(wish.type, wish.default)
  const column = addColumn(session, relation, wish)
  finishColumn(session, column, wish)
  const later = (pass: number, add: () => void) => (defer ? defer(pass, add) : add())
  const named = namesNotNulls(session, relation)
  if (named && wish.notNull) later(notNullPass, () => addNotNull(session, column, besideColumn(wish), recurse))
  for (const constraint of wish.constraints) {
    if (named && constraint.contype === 'CONSTR_NOTNULL') continue
    later(constraintPass(constraint), () => addOne(session, relation, { node: constraint, column }))
  }
  if (recurse) for (const child of relation.children) inheritColumn(session, child, column, node)
}

/** Children must get the column too, each with an identity of its own, which only partitions of late versions can. */
function refuseLoneChange(session: Session, relation: Relation, wish: ColumnWish, recurse: boolean): void {
  if (relation.children.size === 0) return
  if (!recurse) throw new Refusal('42P16', 'column must be added to child tables too')
  if (wish.identity && !(session.pgVersion >= 17 && relation.kind === 'partitioned table'))
    throw new Refusal('42P16', 'cannot recursively add identity column to table that has child tables')
}

function inheritColumn(session: Session, child: Relation, parent: Column, node: ColumnDef): void {
  const own = child.columns.get(parent.name)
  if (own) {
    if (!sameUse(own.type, parent.type)) {
      throw new Refusal('42804', `child table "${child.name}" has different type for column "${parent.name}"`)
    }
    session.store.set(own, 'inherited', own.inherited + 1)
    return
  }
  const column = addColumn(session, child, parent)
  session.store.set(column, 'inherited', 1)
  session.store.set(column, 'local', false)
  session.store.set(column, 'identity', parent.identity)
  if (parent.generated) session.store.set(column, 'generated', parent.generated)
  if (parent.default) copyDefault(session, column, parent)
  for (const grandchild of child.children) inheritColumn(session, grandchild, column, node)
}

export function dropColumn({ session, relation, command, cascade, recurse }: Action): void {
  const name = command.name ?? ''
  refuseSystemColumn(relation, name, 'drop')
  const column = relation.columns.get(name)
  if (!column) {
    if (command.missing_ok) return
    missingColumn(session, relation, { column: name })
  }
  if (relation.ofType) throw new Refusal('42809', 'cannot drop column from typed table')
  if (column.inherited > 0) throw new Refusal('42P16', `cannot drop inherited column "${name}"`)
  refuseKeyOfPartition(relation, column)
  if (!recurse && relation.kind === 'partitioned table' && relation.children.size > 0)
    throw new Refusal('42P16', 'cannot drop column from only the partitioned table when partitions exist')
  for (const child of relation.children) {
    if (recurse) dropInherited(session, child, column, cascade)
    else keepOwn(session, child.columns.get(name))
  }
  dropAll(session, [column], cascade)
}

function refuseKeyOfPartition(relation: Relation, column: Column): void {
  if (!relation.partitionKey?.columns.includes(column)) return
  throw new Refusal(
    '42P16',
    `cannot drop column "${column.name}" because it is part of the partition key of relation "${relation.name}"`,
  )
}

/** A child whose parent alone loses the column keeps it as its own. */
function keepOwn({ store }: Session, column: Column | undefined): void {
  if (!column) return
  store.set(column, 'inherited', Math.max(0, column.inherited - 1))
  store.set(column, 'local', true)
}

function dropInherited(session: Session, child: Relation, parent: Column, cascade: boolean): void {
  const column = child.columns.get(parent.name)
  if (!column) return
  session.store.set(column, 'inherited', Math.max(0, column.inherited - 1))
  if (column.inherited > 0 || column.local) return
  for (const grandchild of child.children) dropInherited(session, grandchild, column, cascade)
  dropAll(session, [column], cascade)
}

export function columnDefault({ session, relation, command, recurse }: Action): void {
  const column = columnOf({ session, relation, command, cascade: false, recurse })
  const at = undefined
  if (column.identity) {
    throw new Refusal('42601', `column "${column.name}" of relation "${relation.name}" is an identity column`, { at })
  }
  if (column.generated) {
    throw new Refusal('42601', `column "${column.name}" of relation "${relation.name}" is a generated column`, { at })
  }
  if (command.def) setDefault(session, column, command.def)
  else dropDefault(session, column)
  if (!recurse) return
  for (const child of relation.children) {
    if (child.columns.has(column.name)) columnDefault({ session, relation: child, command, cascade: false, recurse })
  }
}
