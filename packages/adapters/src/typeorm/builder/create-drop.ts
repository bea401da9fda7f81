import type { Session } from './session.ts'
import type { ColumnModel, TableModel, ViewModel } from './table.ts'

export interface CreateTableOptions {
  readonly ifNotExists: boolean
  readonly foreignKeys: boolean
  readonly indices: boolean
}

export function createTable(session: Session, table: TableModel, options: CreateTableOptions): void {
  if (options.ifNotExists && hasTable(session, table)) return
  createEnums(session, table)
  for (const column of table.columns) if (isStored(column)) session.note(noteGenerated(column))
  session.send(session.say.createTable(table, options.foreignKeys))
  for (const index of options.indices ? table.indices : []) {
    index.name = session.say.indexName(table, index)
    session.send(session.say.createIndex(table, index))
  }
  if (table.comment) session.send(session.say.commentOnTable(table, table.comment, true))
}

export function hasTable(session: Session, target: string | TableModel): boolean {
  const { table } = session.driver.parse(target)
  const schema = session.driver.schemaOf(target)
  return session.view.table(table, schema) !== null || session.view.view(table, schema)
}

export function isEnum(column: ColumnModel): boolean {
  return column.type === 'enum' || column.type === 'simple-enum'
}

function createEnums(session: Session, table: TableModel): void {
  const created = new Set<string>()
  for (const column of table.columns.filter(isEnum)) {
    const name = session.driver.enumName(table, column)
    if (hasEnum(session, table, column) || created.has(name)) continue
    created.add(name)
    session.send(session.say.createEnum(name, column))
  }
}

export function hasEnum(session: Session, table: TableModel, column: ColumnModel): boolean {
  const name = session.driver.bareEnumName(table, column)
  return session.view.enumLabels(name, session.driver.schemaOf(table)) !== null
}

export function isStored(column: ColumnModel): boolean {
  return column.generatedType === 'STORED' && Boolean(column.asExpression)
}

/** TypeORM keeps the expressions of generated columns, and the texts of views, in a table of its own. */
export function noteGenerated(column: ColumnModel): string {
  return `INSERT INTO "typeorm_metadata" of GENERATED_COLUMN ${column.name}`
}

export function forgetGenerated(column: ColumnModel): string {
  return `DELETE FROM "typeorm_metadata" of GENERATED_COLUMN ${column.name}`
}

export interface DropTableOptions {
  readonly ifExists: boolean
  readonly foreignKeys: boolean
  readonly indices: boolean
}

export function dropTable(session: Session, target: string | TableModel, options: DropTableOptions): void {
  if (options.ifExists && !hasTable(session, target)) return
  const table = session.cached(session.driver.path(target))
  for (const index of options.indices ? table.indices : []) session.send(session.say.dropIndex(table, index))
  for (const key of options.foreignKeys ? table.foreignKeys : [])
    session.send(session.say.dropConstraint(table, key.name))
  session.send(`DROP TABLE ${session.driver.escapePath(table)}`)
  for (const column of table.columns)
    if (column.generatedType && column.asExpression) session.note(forgetGenerated(column))
}

export function createView(session: Session, view: ViewModel, sync: boolean): void {
  session.send(session.say.createView(view))
  if (sync) session.note(`INSERT INTO "typeorm_metadata" of VIEW ${view.name}`)
}

export function schemaName(path: string): string {
  return path.includes('.') ? (path.split('.')[1] ?? path) : path
}

export function createSchema(session: Session, path: string, ifNotExists: boolean): void {
  session.send(`CREATE SCHEMA ${ifNotExists ? 'IF NOT EXISTS ' : ''}"${schemaName(path)}"`)
}

export function dropSchema(session: Session, path: string, options: { ifExists: boolean; cascade: boolean }): void {
  session.send(
    `DROP SCHEMA ${options.ifExists ? 'IF EXISTS ' : ''}"${schemaName(path)}" ${options.cascade ? 'CASCADE' : ''}`,
  )
}
