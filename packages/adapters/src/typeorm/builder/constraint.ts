import { type TableArgument, tableFor } from './column.ts'
import { Refusal, type Session } from './session.ts'
import {
  type CheckModel,
  cloneTable,
  type ExclusionModel,
  type ForeignKeyModel,
  type IndexModel,
  primaryColumns,
  type TableModel,
  type UniqueModel,
} from './table.ts'

export function createPrimaryKey(
  session: Session,
  target: TableArgument,
  columns: readonly string[],
  name: string | undefined,
): void {
  const table = tableFor(session, target)
  const changed = cloneTable(table)
  const chosen = session.say.chosen(name) ?? session.driver.names.primaryKey(table.name, columns)
  session.send(session.say.addPrimaryKey(table, chosen, columns))
  for (const column of changed.columns) if (columns.includes(column.name)) column.isPrimary = true
  session.replace(table, changed)
}

export function updatePrimaryKeys(session: Session, target: TableArgument, columns: readonly string[]): void {
  const { say } = session
  const table = tableFor(session, target)
  const changed = cloneTable(table)
  const current = primaryColumns(changed)
  if (current.length > 0) session.send(say.dropConstraint(table, say.primaryKeyName(changed, current)))
  for (const column of changed.columns) if (columns.includes(column.name)) column.isPrimary = true
  const name =
    say.chosen(current[0]?.primaryKeyConstraintName) ?? session.driver.names.primaryKey(changed.name, columns)
  session.send(say.addPrimaryKey(table, name, columns))
  session.replace(table, changed)
}

export function dropPrimaryKey(session: Session, target: TableArgument, ifExists: boolean): void {
  const table = tableFor(session, target)
  const columns = primaryColumns(table)
  if (columns.length === 0) {
    throw new Refusal('Table [object Object] has no primary keys.', {
      kind: 'constraint',
      name: 'primary key',
      table: bareName(session, table),
    })
  }
  session.send(session.say.dropConstraint(table, session.say.primaryKeyName(table, columns), ifExists))
  for (const column of columns) column.isPrimary = false
}

function bareName(session: Session, table: TableModel): string {
  return session.driver.parse(table).table
}

export function createUnique(session: Session, target: TableArgument, unique: UniqueModel): void {
  const table = tableFor(session, target)
  unique.name = session.say.chosen(unique.name) ?? session.driver.names.unique(table.name, unique.columnNames)
  session.send(session.say.addUnique(table, unique))
  table.uniques.push(unique)
  markUnique(table, unique, true)
}

function markUnique(table: TableModel, unique: UniqueModel, isUnique: boolean): void {
  if (unique.columnNames.length !== 1) return
  const column = table.columns.find(({ name }) => name === unique.columnNames[0])
  if (column) column.isUnique = isUnique
}

export function createCheck(session: Session, target: TableArgument, check: CheckModel): void {
  const table = tableFor(session, target)
  check.name = session.say.chosen(check.name) ?? session.driver.names.check(table.name, check.expression)
  session.send(session.say.addCheck(table, check))
  table.checks.push(check)
}

export function createExclusion(session: Session, target: TableArgument, exclusion: ExclusionModel): void {
  const table = tableFor(session, target)
  exclusion.name =
    session.say.chosen(exclusion.name) ?? session.driver.names.exclusion(table.name, exclusion.expression)
  session.send(session.say.addExclusion(table, exclusion))
  table.exclusions.push(exclusion)
}

export function createForeignKey(session: Session, target: TableArgument, key: ForeignKeyModel): void {
  const table = tableFor(session, target)
  key.name = session.say.foreignKeyName(table, key)
  session.send(session.say.addForeignKey(table, key))
  table.foreignKeys.push(key)
}

export function createIndex(session: Session, target: TableArgument, index: IndexModel): void {
  const table = tableFor(session, target)
  index.name = session.say.indexName(table, index)
  session.send(session.say.createIndex(table, index))
  table.indices.push(index)
}

interface Dropping<Item> {
  readonly target: TableArgument
  readonly given: string | Item
  readonly ifExists: boolean
}

/** The item as given, or the table's own of that name. `null`: not there, and none is needed. @throws Refusal */
function pick<Item extends { name: string | undefined }>(
  of: Dropping<Item>,
  items: readonly Item[],
  refusal: { readonly message: string; readonly kind: string; readonly table: string },
): Item | null {
  const { given, ifExists } = of
  const found = typeof given === 'string' ? items.find(({ name }) => name === given) : given
  if (found) return found
  if (ifExists) return null
  throw new Refusal(refusal.message, { kind: refusal.kind, name: String(given), table: refusal.table })
}

function without<Item extends { name: string | undefined }>(items: Item[], name: string | undefined): Item | undefined {
  const index = items.findIndex((item) => item.name === name)
  return index < 0 ? undefined : items.splice(index, 1)[0]
}

export function dropUnique(session: Session, of: Dropping<UniqueModel>): void {
  const table = tableFor(session, of.target)
  const message = `Supplied unique constraint was not found in table ${table.name}`
  const unique = pick(of, table.uniques, { message, kind: 'constraint', table: bareName(session, table) })
  if (!unique) return
  session.send(session.say.dropConstraint(table, unique.name, of.ifExists))
  const removed = without(table.uniques, unique.name)
  if (removed) markUnique(table, removed, false)
}

export function dropCheck(session: Session, of: Dropping<CheckModel>): void {
  const table = tableFor(session, of.target)
  const message = `Supplied check constraint was not found in table ${table.name}`
  const check = pick(of, table.checks, { message, kind: 'constraint', table: bareName(session, table) })
  if (!check) return
  session.send(session.say.dropConstraint(table, check.name, of.ifExists))
  without(table.checks, check.name)
}

export function dropExclusion(session: Session, of: Dropping<ExclusionModel>): void {
  const table = tableFor(session, of.target)
  const message = `Supplied exclusion constraint was not found in table ${table.name}`
  const exclusion = pick(of, table.exclusions, { message, kind: 'constraint', table: bareName(session, table) })
  if (!exclusion) return
  session.send(session.say.dropConstraint(table, exclusion.name, of.ifExists))
  without(table.exclusions, exclusion.name)
}

export function dropForeignKey(session: Session, of: Dropping<ForeignKeyModel>): void {
  const table = tableFor(session, of.target)
  const message = `Supplied foreign key was not found in table ${table.name}`
  const key = pick(of, table.foreignKeys, { message, kind: 'constraint', table: bareName(session, table) })
  if (!key) return
  key.name = session.say.foreignKeyName(table, key)
  session.send(session.say.dropConstraint(table, key.name, of.ifExists))
  without(table.foreignKeys, key.name)
}

export function dropIndex(session: Session, of: Dropping<IndexModel>): void {
  const table = tableFor(session, of.target)
  const message = `Supplied index ${String(of.given)} was not found in table ${table.name}`
  const index = pick(of, table.indices, { message, kind: 'index', table: bareName(session, table) })
  if (!index) return
  index.name = session.say.indexName(table, index)
  session.send(session.say.dropIndex(table, index, of.ifExists))
  without(table.indices, index.name)
}
