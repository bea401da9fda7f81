import { plain } from '../evaluate/text.ts'
import { ArrayValue, type Value } from '../evaluate/value.ts'
import type { Arguments } from './argument.ts'
import { hasTable } from './create-drop.ts'
import type { Target } from './driver.ts'
import { viewOf } from './option.ts'
import type { Session } from './session.ts'
import type { TableObjects } from './table-object.ts'

type Question = (session: Session, args: Arguments, objects: TableObjects) => Value

/** The methods of the schema builder that only ask what there is. */
export const questions: Readonly<Record<string, Question>> = {
  hasTable: (session, args) => hasTable(session, args.table(0)),
  hasColumn: (session, args) => {
    const target = args.table(0)
    const shape = session.view.table(session.driver.parse(target).table, session.driver.schemaOf(target))
    const name = args.text(1)
    return shape?.columns.some((column) => column.name === name) ?? false
  },
  hasSchema: (session, args) => session.view.hasSchema(args.text(0)),
  getCurrentSchema: (session) => plain(session.driver.searchSchema),
  getDatabases: () => new ArrayValue([]),
  getSchemas: () => new ArrayValue([]),
  getTable: (session, args, objects) => {
    const found = session.load(args.text(0))
    session.memory.tables = found ? [found] : []
    return found ? objects.object(found) : undefined
  },
  getTables: (session, args, objects) => {
    const found = args.models(0, String).flatMap((name) => session.load(name) ?? [])
    session.memory.tables = found
    return new ArrayValue(found.map((table) => objects.object(table)))
  },
  getViews: (session, args) =>
    new ArrayValue(args.models(0, String).flatMap((name) => (isView(session, name) ? [plain(name)] : []))),
  getView: (session, args) => {
    const view = args.item(0, viewOf)
    const { table } = session.driver.parse(view)
    return isView(session, view) ? plain(table) : undefined
  },
}

function isView(session: Session, target: Target): boolean {
  return session.view.view(session.driver.parse(target).table, session.driver.schemaOf(target))
}
