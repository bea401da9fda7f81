import type { Change } from './change.ts'
import { isEnum } from './create-drop.ts'
import type { Session } from './session.ts'
import { namesOf, primaryColumns } from './table.ts'

/** Renames a column, and everything whose name TypeORM derived from the old one. */
export function renameColumnNames(session: Session, change: Change): void {
  const { table, changed, old, next } = change
  const { say, driver } = session
  session.send(say.alter(table, `RENAME COLUMN "${old.name}" TO "${next.name}"`))
  if (isEnum(old)) {
    const to = driver.enumName(table, next, { withSchema: false })
    session.send(`ALTER TYPE "${driver.schemaOf(table)}"."${driver.bareEnumName(table, old)}" RENAME TO ${to}`)
  }
  if (old.isPrimary && !old.primaryKeyConstraintName) renamePrimaryKey(session, change)
  if (old.isGenerated && next.generationStrategy === 'increment') {
    session.send(say.renameSequence(driver.sequencePath(table, old.name), driver.sequenceName(table, next.name)))
  }
  renameUniques(session, change)
  renameIndices(session, change)
  renameForeignKeys(session, change)
  const own = changed.columns.find(({ name }) => name === old.name)
  if (own) own.name = next.name
  old.name = next.name
}

function renamePrimaryKey(session: Session, { table, changed, old, next }: Change): void {
  const names = namesOf(primaryColumns(changed))
  const from = session.driver.names.primaryKey(changed.name, names)
  const to = session.driver.names.primaryKey(changed.name, moved(names, old.name, next.name))
  session.send(session.say.renameConstraint(table, from, to))
}

/** The old name goes, the new one stands at the end. */
function moved(names: readonly string[], from: string, to: string): string[] {
  const rest = [...names]
  rest.splice(rest.indexOf(from), 1)
  return [...rest, to]
}

function renameUniques(session: Session, { table, changed, old, next }: Change): void {
  for (const unique of changed.uniques.filter(({ columnNames }) => columnNames.includes(old.name))) {
    if (unique.name !== session.driver.names.unique(changed.name, unique.columnNames)) continue
    unique.columnNames = moved(unique.columnNames, old.name, next.name)
    const to = session.driver.names.unique(changed.name, unique.columnNames)
    session.send(session.say.renameConstraint(table, unique.name, to))
    unique.name = to
  }
}

function renameIndices(session: Session, { table, changed, old, next }: Change): void {
  for (const index of changed.indices.filter(({ columnNames }) => columnNames.includes(old.name))) {
    if (index.name !== session.driver.names.index(changed.name, index.columnNames, index.where)) continue
    index.columnNames = moved(index.columnNames, old.name, next.name)
    const to = session.driver.names.index(changed.name, index.columnNames, index.where)
    session.send(session.say.renameIndex(table, index.name, to))
    index.name = to
  }
}

function renameForeignKeys(session: Session, { table, changed, old, next }: Change): void {
  for (const key of changed.foreignKeys.filter(({ columnNames }) => columnNames.includes(old.name))) {
    if (key.name !== session.driver.names.foreignKey(changed.name, key.columnNames)) continue
    key.columnNames = moved(key.columnNames, old.name, next.name)
    const to = session.driver.names.foreignKey(changed.name, key.columnNames)
    session.send(session.say.renameConstraint(table, key.name, to))
    key.name = to
  }
}
