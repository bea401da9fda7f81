import type { AlterTableCmd, AlterTableType, Constraint } from '@migration-doctor/sql'

/** The pass in which columns are made NOT NULL. */
export const notNullPass = 7

/** PostgreSQL runs the actions of one statement in passes, not in the order they are written. */
const passes: Partial<Record<AlterTableType, number>> = {
  AT_DropColumn: 0,
  AT_DropConstraint: 0,
  AT_DropNotNull: 0,
  AT_DropIdentity: 0,
  AT_DropExpression: 0,
  AT_AlterColumnType: 1,
  AT_AddColumn: 2,
  AT_SetExpression: 3,
  AT_SetNotNull: notNullPass,
  AT_AddConstraint: 10,
  AT_ColumnDefault: 10,
  AT_AddIdentity: 10,
  AT_SetIdentity: 10,
}
const lastPass = 11

/** The pass in which an action runs. */
export function passOf({ subtype, def }: AlterTableCmd): number {
  // Keys come before the foreign keys of the same statement, which may point at them.
  if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) {
    return constraintPass(def.Constraint)
  }
  if (subtype === 'AT_ColumnDefault' && !def) return 0
  return passes[subtype ?? 'AT_AddColumn'] ?? lastPass
}

/** The pass in which a constraint is made, also one that stands beside a new column. */
export function constraintPass({ contype }: Constraint): number {
  if (contype === 'CONSTR_NOTNULL') return notNullPass
  return contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_EXCLUSION' ? 9 : 10
}
