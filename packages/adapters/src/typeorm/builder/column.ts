import { forgetGenerated, hasEnum, isEnum, isStored, noteGenerated } from './create-drop.ts'
import { Refusal, type Session } from './session.ts'
import { type ColumnModel, cloneTable, namesOf, primaryColumns, type TableModel } from './table.ts'

export type TableArgument = string | TableModel

export function tableFor(session: Session, target: TableArgument): TableModel {
  return typeof target === 'string' ? session.cached(target) : target
}

export function addColumn(session: Session, target: TableArgument, column: ColumnModel): void {
  const { say } = session
  const table = tableFor(session, target)
  const changed = cloneTable(table)
  if (isEnum(column) && !hasEnum(session, table, column)) {
    session.send(say.createEnum(session.driver.enumName(table, column), column))
  }
  session.send(say.alter(table, `ADD ${say.column(table, column)}`))
  if (column.isPrimary) extendPrimaryKey(session, table, [...primaryColumns(changed)], column)
  const index = changed.indices.find(({ columnNames }) => covers(columnNames, column.name))
  if (index) session.send(say.createIndex(table, index))
  if (column.isUnique) {
    const unique = {
      name: session.driver.names.unique(table.name, [column.name]),
      columnNames: [column.name],
      deferrable: undefined,
    }
    changed.uniques.push(unique)
    session.send(say.addUnique(table, unique))
  }
  if (isStored(column)) session.note(noteGenerated(column))
  if (column.comment) session.send(say.commentOnColumn(table, column))
  changed.columns.push(column)
  session.replace(table, changed)
}

/** A primary key that is there is dropped and made again with one column more. */
export function extendPrimaryKey(
  session: Session,
  table: TableModel,
  columns: ColumnModel[],
  column: ColumnModel,
): void {
  if (columns.length > 0) session.send(session.say.dropConstraint(table, session.say.primaryKeyName(table, columns)))
  const all = [...columns, column]
  session.send(session.say.addPrimaryKey(table, session.say.primaryKeyName(table, all), namesOf(all)))
}

export function covers(names: readonly string[], column: string): boolean {
  return names.length === 1 && names[0] === column
}

export function columnFor(
  session: Session,
  table: TableModel,
  column: string | ColumnModel,
  where: string,
): ColumnModel {
  if (typeof column !== 'string') return column
  const found = table.columns.find(({ name }) => name === column)
  if (found) return found
  const missing = { kind: 'column', name: column, table: session.driver.parse(table).table }
  throw new Refusal(`Column "${column}" was not found in ${where}`, missing)
}

export function dropColumn(
  session: Session,
  target: TableArgument,
  given: string | ColumnModel,
  ifExists: boolean,
): void {
  const table = tableFor(session, target)
  if (typeof given === 'string' && ifExists && !table.columns.some(({ name }) => name === given)) return
  const column = columnFor(session, table, given, `table "${table.name}"`)
  const changed = cloneTable(table)
  if (column.isPrimary) shrinkPrimaryKey(session, changed, column)
  dropCompanions(session, table, { changed, column })
  session.send(session.say.alter(table, `DROP COLUMN ${ifExists ? 'IF EXISTS ' : ''}"${column.name}"`))
  if (isEnum(column) && hasEnum(session, table, column)) {
    session.send(`DROP TYPE "${session.driver.schemaOf(table)}"."${session.driver.bareEnumName(table, column)}"`)
  }
  if (column.generatedType === 'STORED') session.note(forgetGenerated(column))
  changed.columns = changed.columns.filter(({ name }) => name !== column.name)
  session.replace(table, changed)
}

function shrinkPrimaryKey(session: Session, changed: TableModel, column: ColumnModel): void {
  const { say } = session
  const all = primaryColumns(changed)
  const name =
    say.chosen(column.primaryKeyConstraintName) ?? session.driver.names.primaryKey(changed.name, namesOf(all))
  session.send(say.dropConstraint(changed, name))
  const own = changed.columns.find((one) => one.name === column.name)
  if (own) own.isPrimary = false
  const rest = primaryColumns(changed)
  if (rest.length > 0) session.send(say.addPrimaryKey(changed, say.primaryKeyName(changed, rest), namesOf(rest)))
}

/** The first index, check and unique that stand on this column alone. */
function dropCompanions(session: Session, table: TableModel, of: { changed: TableModel; column: ColumnModel }): void {
  const { say } = session
  const { changed, column } = of
  const index = changed.indices.find(({ columnNames }) => covers(columnNames, column.name))
  if (index) {
    changed.indices.splice(changed.indices.indexOf(index), 1)
    session.send(say.dropIndex(table, index))
  }
  const check = changed.checks.find(({ columnNames }) => covers(columnNames, column.name))
  if (check) {
    changed.checks.splice(changed.checks.indexOf(check), 1)
    session.send(say.dropConstraint(table, check.name))
  }
  const unique = changed.uniques.find(({ columnNames }) => covers(columnNames, column.name))
  if (unique) {
    changed.uniques.splice(changed.uniques.indexOf(unique), 1)
    session.send(say.dropConstraint(table, unique.name))
  }
}
