import type { CreateTableSpaceStmt, DiscardStmt } from '@migration-doctor/sql'
import { makeOther } from './definition.ts'
import { dropAll } from './depend.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** Statements about the server, which run alone or not at all. */
export const inTransaction =
  (what: string) =>
  (session: Session): void => {
    if (session.inBlock) throw new Refusal('25001', `${what} cannot run inside a transaction block`)
  }

function createTablespace(session: Session, node: CreateTableSpaceStmt): void {
  inTransaction('CREATE TABLESPACE')(session)
  makeOther(session, { kind: 'tablespace', name: node.tablespacename ?? '', schema: null })
}

/** `DISCARD ALL` ends what `SET` began and drops temporary tables. */
function discard(session: Session, node: DiscardStmt): void {
  if (node.target === 'DISCARD_ALL') {
    inTransaction('DISCARD ALL')(session)
    session.resetSearchPath()
    session.setChecking(true)
  }
  const temporary = session.temporarySchemaIfMade()
  if (!temporary || (node.target !== 'DISCARD_ALL' && node.target !== 'DISCARD_TEMP')) return
  dropAll(
    session,
    [...temporary.relations.values()].filter(({ kind }) => kind !== 'index'),
    true,
  )
}

export const alterDatabase = { createTablespace, discard }
