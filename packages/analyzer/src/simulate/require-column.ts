import { missing } from './names.ts'
import type { Column, Relation } from './objects.ts'
import type { Session } from './session.ts'

/** A column that a statement names, of a relation that is there. */
export function requireColumn(session: Session, relation: Relation, name: string): Column {
  return relation.columns.get(name) ?? missingColumn(session, relation, { column: name })
}

/** Refuses a statement for a column that is not there; the message is the plainest one when none is given. */
export function missingColumn(
  session: Session,
  relation: Relation,
  wish: { column: string; message?: string; at?: number | undefined },
): never {
  const { column, message, at } = wish
  return missing(session, {
    sqlstate: '42703',
    message: message ?? `column "${column}" of relation "${relation.name}" does not exist`,
    kind: 'column',
    name: { schema: relation.schema.name, name: relation.name },
    column,
    at,
  })
}
