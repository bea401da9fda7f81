import type { Constraint as ConstraintNode } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { existing } from '../names.ts'
import type { Column, Constraint, Relation, Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

/** A constraint as a statement asks for it, with the column it stands beside, if any. */
export interface ConstraintWish {
  readonly node: ConstraintNode
  readonly column: Column | null
}

export function refuseTakenConstraintName(
  session: Session,
  owner: Relation | Type,
  name: string | undefined,
  at?: number,
): void {
  if (name === undefined || !owner.constraints.has(name)) return
  const kind = owner.class === 'type' ? 'domain' : 'relation'
  existing(session, {
    sqlstate: '42710',
    message: `constraint "${name}" for ${kind} "${owner.name}" already exists`,
    kind: 'constraint',
    name: { schema: owner.schema.name, name: `${owner.name}.${name}` },
    at,
  })
}

export function joinedNames(columns: readonly Column[]): string {
  return mapped(columns, (column) => column.name).join('_')
}

export function recordConstraint(session: Session, constraint: Constraint): void {
  const { owner, name } = constraint
  session.record('create', { kind: 'constraint', schema: owner.schema.name, name: `${owner.name}.${name}` })
}

const notOnForeignTables: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_FOREIGN: 'foreign key',
}

/** Foreign tables have checks and NOT NULL only. */
export function refuseOnForeignTable({ contype, location }: ConstraintNode): void {
  const what = contype && notOnForeignTables[contype]
  if (what) throw new Refusal('0A000', `${what} constraints are not supported on foreign tables`, { at: location })
}
