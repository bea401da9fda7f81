import type { CommentStmt } from '@migration-doctor/sql'
import { addressOf, partsOf } from './addresses.ts'
import { missing, missingSchema, type QualifiedName, qualifiedName, shown } from './names.ts'
import type { Session } from './session.ts'

/** `COMMENT ON`: what it names must be there. */
export function comment(session: Session, node: CommentStmt): void {
  if (node.objtype === 'OBJECT_DATABASE' || node.objtype === 'OBJECT_ROLE' || node.objtype === 'OBJECT_TABLESPACE')
    return
  if (node.objtype === 'OBJECT_LARGEOBJECT') return
  const address = addressOf(session, node.objtype, node.object)
  if (address.entity) return
  // Of what it is said to be, PostgreSQL says just that there is no such relation.
  if (relations.has(node.objtype ?? '')) missingRelation(session, qualifiedName(partsOf(node.object)))
  address.refuse()
}

const relations: ReadonlySet<string> = new Set(['OBJECT_INDEX', 'OBJECT_FOREIGN_TABLE'])

function missingRelation(session: Session, name: QualifiedName): never {
  if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
  const message = `relation "${shown(name)}" does not exist`
  return missing(session, { sqlstate: '42P01', message, kind: 'relation', name })
}
