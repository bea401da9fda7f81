import type { Node } from '@migration-doctor/sql'
import type { Type } from './objects.ts'
import type { Session } from './session.ts'
import { resolveType } from './types.ts'

/** The type that a `TypeName` node, or a dotted name, gives. */
export function typeOfNode(session: Session, node: Node | undefined): Type {
  if (node && 'TypeName' in node) return resolveType(session, node.TypeName, 'ignored').type
  const names = node && 'List' in node ? (node.List.items ?? []) : node ? [node] : []
  return resolveType(session, { names }, 'ignored').type
}
