import type { Constraint, Node } from '@migration-doctor/sql'
import type { Judgement } from './judgement.ts'

/** Does the refused statement drop what it misses? */
export function isDrop({ statement, subject }: Judgement): boolean {
  const node = statement.statement?.node
  if (!node) return false
  if ('DropStmt' in node) return true
  if (!('AlterTableStmt' in node)) return false
  return (node.AlterTableStmt.cmds ?? []).some((item) => {
    if (!('AlterTableCmd' in item)) return false
    const { subtype, name = '' } = item.AlterTableCmd
    if (subtype === 'AT_DropColumn') return subject?.column === name
    return subtype === 'AT_DropConstraint' && (subject?.name.endsWith(`.${name}`) ?? false)
  })
}

/** Is the missing relation the target of a foreign key? */
export function isForeignKeyTarget({ statement, subject }: Judgement): boolean {
  const node = statement.statement?.node
  return node !== undefined && foreignKeysOf(node).some((one) => one.pktable?.relname === subject?.name)
}

/** The foreign keys that a statement makes. */
export function foreignKeysOf(node: Node): readonly Constraint[] {
  if ('CreateStmt' in node) return (node.CreateStmt.tableElts ?? []).flatMap(foreignKeyIn)
  if (!('AlterTableStmt' in node)) return []
  return (node.AlterTableStmt.cmds ?? []).flatMap((item) =>
    'AlterTableCmd' in item && item.AlterTableCmd.def ? foreignKeyIn(item.AlterTableCmd.def) : [],
  )
}

function foreignKeyIn(node: Node): readonly Constraint[] {
  if ('Constraint' in node) return node.Constraint.contype === 'CONSTR_FOREIGN' ? [node.Constraint] : []
  return 'ColumnDef' in node ? (node.ColumnDef.constraints ?? []).flatMap(foreignKeyIn) : []
}

/** The table that a statement makes something on. */
export function tableOf(node: Node | undefined): string | null {
  if (!node) return null
  if ('IndexStmt' in node) return node.IndexStmt.relation?.relname ?? null
  if ('AlterTableStmt' in node) return node.AlterTableStmt.relation?.relname ?? null
  if ('CreateTrigStmt' in node) return node.CreateTrigStmt.relation?.relname ?? null
  return 'CreatePolicyStmt' in node ? (node.CreatePolicyStmt.table?.relname ?? null) : null
}
