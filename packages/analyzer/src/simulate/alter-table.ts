import type { AlterTableCmd, AlterTableStmt, AlterTableType } from '@migration-doctor/sql'
import { alterActions } from './alter/actions.ts'
import { findRelation, nameOf, requireRelation } from './names.ts'
import type { Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** PostgreSQL runs the actions of one statement in passes, not in the order they are written. */
const passes: Partial<Record<AlterTableType, number>> = {
  AT_DropColumn: 0,
  AT_DropConstraint: 0,
  AT_AlterColumnType: 1,
  AT_AddColumn: 4,
  AT_AddColumnToView: 4,
  AT_SetExpression: 5,
  AT_AddConstraint: 7,
  AT_AddIndexConstraint: 8,
  AT_ColumnDefault: 8,
  AT_SetNotNull: 8,
  AT_AddIdentity: 8,
  AT_AddIndex: 9,
}
const lastPass = 11

/** `ALTER TABLE`, and its forms for views, indexes, sequences and types. */
export function alterTable(session: Session, node: AlterTableStmt): void {
  const relation = alteredRelation(session, node)
  if (!relation) return
  refuseWrongKind(relation, node)
  const commands = (node.cmds ?? []).flatMap((item) => ('AlterTableCmd' in item ? [item.AlterTableCmd] : []))
  const ordered = commands.map((command, at) => ({ command, at }))
  ordered.sort((a, b) => passOf(a.command) - passOf(b.command) || a.at - b.at)
  for (const { command } of ordered) runAction(session, relation, command, node)
}

function passOf(command: AlterTableCmd): number {
  // Keys come before the foreign keys of the same statement, which may point at them.
  if (command.subtype === 'AT_AddConstraint' && command.def && 'Constraint' in command.def) {
    const type = command.def.Constraint.contype
    if (type === 'CONSTR_FOREIGN') return 10
    if (type === 'CONSTR_PRIMARY' || type === 'CONSTR_UNIQUE' || type === 'CONSTR_EXCLUSION') return 9
  }
  return passes[command.subtype ?? 'AT_AddColumn'] ?? lastPass
}

function alteredRelation(session: Session, node: AlterTableStmt): Relation | null {
  const name = nameOf(node.relation)
  const found = findRelation(session, name)
  if (found || !node.missing_ok) return found ?? requireRelation(session, node.relation)
  return null
}

const kindsOf: Readonly<Record<string, readonly Relation['kind'][]>> = {
  OBJECT_TABLE: [
    'table',
    'partitioned table',
    'foreign table',
    'view',
    'materialized view',
    'index',
    'sequence',
    'composite type',
  ],
  OBJECT_VIEW: ['view'],
  OBJECT_MATVIEW: ['materialized view'],
  OBJECT_INDEX: ['index'],
  OBJECT_SEQUENCE: ['sequence'],
  OBJECT_FOREIGN_TABLE: ['foreign table'],
  OBJECT_TYPE: ['composite type'],
}

function refuseWrongKind(relation: Relation, node: AlterTableStmt): void {
  const allowed = kindsOf[node.objtype ?? 'OBJECT_TABLE']
  if (!allowed || allowed.includes(relation.kind)) return
  const word = (node.objtype ?? '')
    .replace('OBJECT_', '')
    .replace('MATVIEW', 'materialized view')
    .replace('_', ' ')
    .toLowerCase()
  throw new Refusal('42809', `"${relation.name}" is not ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`, {
    subject: { fault: 'other', kind: 'relation', schema: relation.schema.name, name: relation.name },
  })
}

function runAction(session: Session, relation: Relation, command: AlterTableCmd, node: AlterTableStmt): void {
  const action = command.subtype && alterActions[command.subtype]
  if (action)
    action({
      session,
      relation,
      command,
      cascade: command.behavior === 'DROP_CASCADE',
      recurse: node.relation?.inh !== false,
    })
  session.record('alter', { kind: relation.kind, schema: relation.schema.name, name: relation.name })
}
