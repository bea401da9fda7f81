import type { Node } from '@migration-doctor/sql'
import type { Judgement } from './judgement.ts'
import { qualifiedName, stringOf } from './simulate/names.ts'
import type { Subject } from './simulate/refusal.ts'

type Refused = Omit<Judgement, 'causedBy'>

/** The root among earlier refusals that this one follows from: cure that one, and this one is well. */
export function causeOf(refused: Refused, earlier: readonly Judgement[]): number | null {
  const direct = directCause(refused, earlier)
  if (direct === null) return null
  const found = earlier.find((one) => one.statement.number === direct)
  return found?.causedBy ?? direct
}

function directCause(refused: Refused, earlier: readonly Judgement[]): number | null {
  const { subject, reason } = refused
  if (!subject) return null
  if (subject.fault === 'missing') {
    if (reason?.kind === 'guard-skipped') return reason.statement
    if (reason?.kind === 'creation-refused') {
      return earlier.some((one) => one.statement.number === reason.statement) ? reason.statement : null
    }
    return sameMissing(subject, earlier) ?? refusedOnTable(subject, earlier)
  }
  if (subject.fault === 'existing') return refusedRemoval(subject, earlier) ?? repeatedTable(refused, earlier)
  return null
}

/** The same thing was missing before: one disease. */
function sameMissing(subject: Subject, earlier: readonly Judgement[]): number | null {
  const found = earlier.find(
    (one) =>
      one.subject?.fault === 'missing' &&
      one.subject.kind === subject.kind &&
      one.subject.name === subject.name &&
      one.subject.column === subject.column &&
      (one.subject.schema === null || subject.schema === null || one.subject.schema === subject.schema),
  )
  return found?.statement.number ?? null
}

/** A key that is missing because the statement that would have made it was refused. */
function refusedOnTable(subject: Subject, earlier: readonly Judgement[]): number | null {
  if (subject.kind !== 'constraint') return null
  const table = subject.name.split('.')[0]
  const found = earlier.find((one) => one.statement.claims.some((claim) => claim.name.split('.')[0] === table))
  return found?.statement.number ?? null
}

/** What stands in the way would be gone, had an earlier statement not been refused. */
function refusedRemoval(subject: Subject, earlier: readonly Judgement[]): number | null {
  const found = earlier.find((one) => {
    const { statement } = one.statement
    return statement !== null && removesOf(statement.node).includes(subject.column ?? subject.name)
  })
  return found?.statement.number ?? null
}

/** Names that a statement takes away. */
function removesOf(node: Node): readonly string[] {
  if ('DropStmt' in node) {
    return (node.DropStmt.objects ?? []).map((item) => {
      if ('List' in item) return qualifiedName(item.List.items).name
      return 'TypeName' in item ? qualifiedName(item.TypeName.names).name : stringOf(item)
    })
  }
  if ('RenameStmt' in node) return [node.RenameStmt.subname ?? node.RenameStmt.relation?.relname ?? '']
  if ('AlterTableStmt' in node) {
    const table = node.AlterTableStmt.relation?.relname ?? ''
    return (node.AlterTableStmt.cmds ?? []).flatMap((item) => {
      if (!('AlterTableCmd' in item)) return []
      const { subtype, name = '' } = item.AlterTableCmd
      if (subtype === 'AT_DropColumn') return [name]
      return subtype === 'AT_DropConstraint' ? [name, `${table}.${name}`] : []
    })
  }
  return []
}

/** The indexes and constraints of a table that its migration makes a second time go with the table. */
function repeatedTable(refused: Refused, earlier: readonly Judgement[]): number | null {
  const table = tableOf(refused.statement.statement?.node)
  if (table === null) return null
  const found = earlier.find(
    (one) =>
      one.statement.migration === refused.statement.migration &&
      one.subject?.fault === 'existing' &&
      one.statement.kind === 'CreateStmt' &&
      one.subject.name === table,
  )
  return found?.statement.number ?? null
}

function tableOf(node: Node | undefined): string | null {
  if (!node) return null
  if ('IndexStmt' in node) return node.IndexStmt.relation?.relname ?? null
  if ('AlterTableStmt' in node) return node.AlterTableStmt.relation?.relname ?? null
  if ('CreateTrigStmt' in node) return node.CreateTrigStmt.relation?.relname ?? null
  return 'CreatePolicyStmt' in node ? (node.CreatePolicyStmt.table?.relname ?? null) : null
}
