import { dropAll } from './depend.ts'
import type { Relation } from './objects.ts'
import type { Session } from './session.ts'

/** `ON COMMIT DROP`: the table lasts as long as the transaction that makes it. */
export function dropAtCommit(session: Session, table: Relation): void {
  session.store.atCommit(() => {
    if (table.schema.relations.get(table.name) === table) dropAll(session, [table], true)
  })
}
