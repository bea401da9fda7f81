import type { AlterTableCmd, ColumnDef } from '@migration-doctor/sql'
import { systemColumns } from '../columns.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
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
  /** Runs something in a later pass of the same statement. */
  readonly defer?: (pass: number, run: () => void) => void
}

/** The column that the action names. */
export function columnOf({ session, relation, command }: Action): Column {
  const name = command.name ?? ''
  refuseSystemColumn(relation, name, 'alter')
  return requireColumn(session, relation, name)
}

/** `ctid` and its like belong to every table that stores rows, and nobody changes them. */
export function refuseSystemColumn(relation: Relation, name: string, verb: 'alter' | 'drop' | 'rename'): void {
  const hasThem = !['view', 'composite type', 'index'].includes(relation.kind)
  if (hasThem && systemColumns.has(name)) throw new Refusal('0A000', `cannot ${verb} system column "${name}"`)
}

/** The column that the action defines. */
export function defOf(command: AlterTableCmd): ColumnDef {
  return command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {}
}
