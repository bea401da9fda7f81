import type { AlterTableCmd, ColumnDef } from '@migration-doctor/sql'
import type { Column, Relation } from '../objects.ts'
import { requireColumn } from '../require-column.ts'
import type { Session } from '../session.ts'

/** One action of an `ALTER TABLE`. */
export interface Action {
  readonly session: Session
  readonly relation: Relation
  readonly command: AlterTableCmd
  readonly cascade: boolean
  /** Without `ONLY`: children follow. */
  readonly recurse: boolean
}

/** The column that the action names. */
export function columnOf({ session, relation, command }: Action): Column {
  return requireColumn(session, relation, command.name ?? '')
}

/** The column that the action defines. */
export function defOf(command: AlterTableCmd): ColumnDef {
  return command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {}
}
