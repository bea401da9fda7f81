import type { Node } from '@migration-doctor/sql'
import { qualifiedName, stringOf } from './simulate/names.ts'

/** Names that a statement takes away; parts of tables as `table.part`. */
export function removesOf(node: Node): readonly string[] {
  if ('DropStmt' in node) return (node.DropStmt.objects ?? []).map(droppedName)
  if ('RenameStmt' in node) {
    const { subname, relation } = node.RenameStmt
    const table = relation?.relname ?? ''
    return subname === undefined ? [table] : [`${table}.${subname}`]
  }
  if (!('AlterTableStmt' in node)) return []
  const table = node.AlterTableStmt.relation?.relname ?? ''
  return (node.AlterTableStmt.cmds ?? []).flatMap((item) => {
    if (!('AlterTableCmd' in item)) return []
    const { subtype, name = '' } = item.AlterTableCmd
    if (subtype === 'AT_DropColumn') return [`${table}.${name}`]
    // The index behind a constraint bears its name.
    return subtype === 'AT_DropConstraint' ? [name, `${table}.${name}`] : []
  })
}

function droppedName(item: Node): string {
  if ('List' in item) return qualifiedName(item.List.items).name
  if ('ObjectWithArgs' in item) return qualifiedName(item.ObjectWithArgs.objname).name
  return 'TypeName' in item ? qualifiedName(item.TypeName.names).name : stringOf(item)
}
