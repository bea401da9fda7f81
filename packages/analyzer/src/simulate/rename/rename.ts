import type { RenameStmt } from '@migration-doctor/sql'
import type { Session } from '../session.ts'
import { renameColumn } from './column.ts'
import { renameConstraint, renameDomainConstraint } from './constraint.ts'
import { renameOther } from './other.ts'
import { renamePart } from './parts.ts'
import { renameTable } from './relation.ts'

/** `ALTER … RENAME`. */
export function rename(session: Session, node: RenameStmt): void {
  const to = node.newname ?? ''
  switch (node.renameType) {
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE':
      renameColumn(session, node, to)
      return
    case 'OBJECT_TABCONSTRAINT':
      renameConstraint(session, node, to)
      return
    case 'OBJECT_DOMCONSTRAINT':
      renameDomainConstraint(session, node, to)
      return
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      renamePart(session, node, to)
      return
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_FOREIGN_TABLE':
      renameTable(session, node, to)
      return
    default:
      renameOther(session, node, to)
  }
}
