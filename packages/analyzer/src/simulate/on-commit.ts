import { dropAll } from './depend.ts'
import type { Relation } from './objects.ts'
import type { Session } from './session.ts'

/** `ON COMMIT DROP`: outside a transaction block the table is gone as soon as it is made. */
export function dropAtCommit(session: Session, table: Relation): void {
  if (!session.inBlock) dropAll(session, [table], true)
}
