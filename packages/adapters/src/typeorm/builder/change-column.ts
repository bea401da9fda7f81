import type { Change } from './change.ts'
import { changeEnum } from './change-enum.ts'
import { changeGenerated } from './change-generated.ts'
import { addColumn, columnFor, covers, dropColumn, extendPrimaryKey, type TableArgument, tableFor } from './column.ts'
import { forgetGenerated, isEnum } from './create-drop.ts'
import { renameColumnNames } from './rename-column.ts'
import type { Session } from './session.ts'
import { hasDefault } from './statement.ts'
import { type ColumnModel, cloneTable, namesOf, primaryColumns } from './table.ts'

export function renameColumn(
  session: Session,
  target: TableArgument,
  given: string | ColumnModel,
  to: string | ColumnModel,
): void {
  const table = tableFor(session, target)
  const old = columnFor(session, table, given, `the "${table.name}" table.`)
  const next = typeof to === 'string' ? { ...structuredClone(old), name: to } : to
  changeColumn(session, table, old, next)
}

export function changeColumn(
  session: Session,
  target: TableArgument,
  given: string | ColumnModel,
  next: ColumnModel,
): void {
  const table = tableFor(session, target)
  const old = columnFor(session, table, given, `the "${table.name}" table.`)
  if (isRecreated(old, next)) {
    dropColumn(session, table, old, false)
    addColumn(session, table, next)
    session.replace(table, cloneTable(table))
    return
  }
  const change: Change = { table, changed: cloneTable(table), old, next }
  if (old.name !== next.name) renameColumnNames(session, change)
  changeShape(session, change)
  session.replace(table, change.changed)
}

/** TypeORM does not convert: the column is dropped, with its data, and made anew. */
function isRecreated(old: ColumnModel, next: ColumnModel): boolean {
  const stored = next.generatedType === 'STORED'
  return (
    old.type !== next.type ||
    old.length !== next.length ||
    next.isArray !== old.isArray ||
    (!old.generatedType && stored) ||
    (old.asExpression !== next.asExpression && stored)
  )
}

function changeShape(session: Session, change: Change): void {
  const { table, old, next } = change
  const { say, driver } = session
  if (next.precision !== old.precision || next.scale !== old.scale) {
    session.send(say.alterColumn(table, next.name, `TYPE ${driver.fullType(next)}`))
  }
  const defaultDone = isEnum(next) && isEnum(old) && changeEnum(session, change)
  if (old.isNullable !== next.isNullable) {
    session.send(say.alterColumn(table, old.name, next.isNullable ? 'DROP NOT NULL' : 'SET NOT NULL'))
  }
  if (old.comment !== next.comment) session.send(say.commentOnColumn(table, { ...next, name: old.name }))
  if (next.isPrimary !== old.isPrimary) changePrimary(session, change)
  if (next.isUnique !== old.isUnique) changeUnique(session, change)
  if (old.isGenerated !== next.isGenerated) changeGenerated(session, change)
  if (next.default !== old.default && !defaultDone) changeDefault(session, change)
  changeSpatial(session, change)
  if (next.collation !== old.collation) {
    session.send(say.alterColumn(table, next.name, `TYPE ${next.type} COLLATE "${next.collation}"`))
  }
  if (next.generatedType !== old.generatedType) leaveGenerated(session, change)
}

function changePrimary(session: Session, { table, changed, next }: Change): void {
  const { say } = session
  const columns = primaryColumns(changed)
  const own = changed.columns.find(({ name }) => name === next.name)
  if (next.isPrimary) {
    if (own) own.isPrimary = true
    extendPrimaryKey(session, table, columns, next)
    return
  }
  if (columns.length > 0) session.send(say.dropConstraint(table, say.primaryKeyName(table, columns)))
  const rest = columns.filter(({ name }) => name !== next.name)
  if (own) own.isPrimary = false
  if (rest.length > 0) session.send(say.addPrimaryKey(table, say.primaryKeyName(table, rest), namesOf(rest)))
}

function changeUnique(session: Session, { table, changed, next }: Change): void {
  const { say } = session
  if (next.isUnique) {
    const unique = {
      name: session.driver.names.unique(table.name, [next.name]),
      columnNames: [next.name],
      deferrable: undefined,
    }
    changed.uniques.push(unique)
    session.send(say.addUnique(table, unique))
    return
  }
  const unique = changed.uniques.find(({ columnNames }) => covers(columnNames, next.name))
  if (!unique) return
  changed.uniques.splice(changed.uniques.indexOf(unique), 1)
  session.send(say.dropConstraint(table, unique.name))
}

function changeDefault(session: Session, { table, old, next }: Change): void {
  if (hasDefault(next)) session.send(session.say.alterColumn(table, next.name, `SET DEFAULT ${next.default}`))
  else if (hasDefault(old)) session.send(session.say.alterColumn(table, next.name, 'DROP DEFAULT'))
}

function changeSpatial(session: Session, { table, old, next }: Change): void {
  const same = (next.spatialFeatureType ?? '').toLowerCase() === (old.spatialFeatureType ?? '').toLowerCase()
  if (same && next.srid === old.srid) return
  session.send(session.say.alterColumn(table, next.name, `TYPE ${session.driver.fullType(next)}`))
}

/** A generated column becomes an ordinary one by way of a copy. */
function leaveGenerated(session: Session, { table, old, next }: Change): void {
  if (next.generatedType && next.generatedType !== 'VIRTUAL') return
  const { say } = session
  session.send(
    say.alter(table, `RENAME COLUMN "${old.name}" TO "TEMP_OLD_${old.name}"`),
    say.alter(table, `ADD ${say.column(table, next)}`),
    `UPDATE ${session.driver.escapePath(table)} SET "${next.name}" = "TEMP_OLD_${old.name}"`,
    say.alter(table, `DROP COLUMN "TEMP_OLD_${old.name}"`),
  )
  session.note(forgetGenerated(old))
}
