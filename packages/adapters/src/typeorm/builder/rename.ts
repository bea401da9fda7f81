import { isEnum } from './create-drop.ts'
import type { Session } from './session.ts'
import { cloneTable, namesOf, primaryColumns, type TableModel } from './table.ts'

/** Renames a table, and everything whose name TypeORM derived from the old one. */
export function renameTable(session: Session, target: string | TableModel, newName: string): void {
  const old = typeof target === 'string' ? session.cached(target) : target
  const renamed = cloneTable(old)
  renamed.name = `${session.driver.schemaOf(old)}.${newName}`
  session.send(session.say.alter(old, `RENAME TO "${newName}"`))
  renamePrimaryKey(session, old, renamed)
  renameSequences(session, old, renamed)
  renameUniques(session, old, renamed)
  renameIndices(session, old, renamed)
  renameForeignKeys(session, old, renamed)
  renameEnums(session, old, renamed)
}

function renamePrimaryKey(session: Session, old: TableModel, renamed: TableModel): void {
  const columns = primaryColumns(renamed)
  if (columns.length === 0 || columns[0]?.primaryKeyConstraintName) return
  const from = session.driver.names.primaryKey(old.name, namesOf(columns))
  const to = session.driver.names.primaryKey(renamed.name, namesOf(columns))
  session.send(session.say.renameConstraint(renamed, from, to))
}

function renameSequences(session: Session, old: TableModel, renamed: TableModel): void {
  for (const { name, isGenerated, generationStrategy } of renamed.columns) {
    if (!isGenerated || generationStrategy !== 'increment') continue
    const to = session.driver.sequenceName(renamed, name)
    session.send(session.say.renameSequence(session.driver.sequencePath(old, name), to))
  }
}

function renameUniques(session: Session, old: TableModel, renamed: TableModel): void {
  for (const unique of renamed.uniques) {
    if (unique.name !== session.driver.names.unique(old.name, unique.columnNames)) continue
    const to = session.driver.names.unique(renamed.name, unique.columnNames)
    session.send(session.say.renameConstraint(renamed, unique.name, to))
    unique.name = to
  }
}

function renameIndices(session: Session, old: TableModel, renamed: TableModel): void {
  for (const index of renamed.indices) {
    if (index.name !== session.driver.names.index(old.name, index.columnNames, index.where)) continue
    const to = session.driver.names.index(renamed.name, index.columnNames, index.where)
    session.send(session.say.renameIndex(renamed, index.name, to))
    index.name = to
  }
}

function renameForeignKeys(session: Session, old: TableModel, renamed: TableModel): void {
  for (const key of renamed.foreignKeys) {
    if (key.name !== session.driver.names.foreignKey(old.name, key.columnNames)) continue
    const to = session.driver.names.foreignKey(renamed.name, key.columnNames)
    session.send(session.say.renameConstraint(renamed, key.name, to))
    key.name = to
  }
}

function renameEnums(session: Session, old: TableModel, renamed: TableModel): void {
  for (const column of renamed.columns.filter((one) => isEnum(one) && !one.enumName)) {
    const from = session.driver.enumName(old, column)
    session.send(`ALTER TYPE ${from} RENAME TO ${session.driver.enumName(renamed, column, { withSchema: false })}`)
  }
}
