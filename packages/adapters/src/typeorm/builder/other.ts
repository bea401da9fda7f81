import { type TableArgument, tableFor } from './column.ts'
import { Refusal, type Session } from './session.ts'
import { comment } from './statement.ts'
import { cloneTable, type IndexModel, type ViewModel } from './table.ts'

export function createDatabase(session: Session, name: string, _ifNotExists: boolean): void {
  session.send(`CREATE DATABASE "${name}"`)
}

export function dropDatabase(session: Session, name: string, ifExists: boolean): void {
  session.send(`DROP DATABASE ${ifExists ? 'IF EXISTS ' : ''}"${name}"`)
}

export function clearTable(session: Session, path: string, cascade: boolean): void {
  session.send(`TRUNCATE TABLE ${session.driver.escapePath(path)}${cascade ? ' CASCADE' : ''}`)
}

export function changeTableComment(session: Session, target: TableArgument, text: string | undefined): void {
  const table = tableFor(session, target)
  if (comment(text) === comment(table.comment)) return
  const changed = cloneTable(table)
  session.send(session.say.commentOnTable(changed, text))
  // 0.3 remembers the comment that was there before.
  if (!session.legacy) changed.comment = text
  table.comment = changed.comment
  session.replace(table, changed)
}

/** TypeORM finds views in its own notes; here the catalog answers, and a view object says of what kind it is. */
function viewFor(session: Session, given: string | ViewModel): ViewModel | null {
  const view =
    typeof given === 'string' ? { schema: undefined, name: given, expression: '', materialized: false } : given
  const { table } = session.driver.parse(view)
  return session.view.view(table, session.driver.schemaOf(view)) ? view : null
}

export function dropView(session: Session, given: string | ViewModel, ifExists: boolean): void {
  const view = viewFor(session, given)
  const name = typeof given === 'string' ? given : given.name
  if (!view && ifExists) return
  if (!view) throw new Refusal(`View "${name}" does not exist.`, { kind: 'view', name })
  session.note(`DELETE FROM "typeorm_metadata" of VIEW ${name}`)
  session.send(session.say.dropView(view, ifExists))
}

export function createViewIndex(session: Session, given: string | ViewModel, index: IndexModel): void {
  const view = typeof given === 'string' ? viewFor(session, given) : given
  if (!view) throw new Refusal(`View "${String(given)}" does not exist.`, { kind: 'view', name: String(given) })
  index.name = session.say.indexName(view, index)
  session.send(session.say.createViewIndex(view, index))
}

export function dropViewIndex(session: Session, given: string | ViewModel, item: string | IndexModel): void {
  const view = typeof given === 'string' ? viewFor(session, given) : given
  if (!view) throw new Refusal(`View "${String(given)}" does not exist.`, { kind: 'view', name: String(given) })
  const name = typeof item === 'string' ? item : session.say.indexName(view, item)
  session.send(`DROP INDEX "${session.driver.schemaOf(view)}"."${name}"`)
}
