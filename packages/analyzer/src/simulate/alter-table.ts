import type { AlterTableCmd, AlterTableStmt, AlterTableType } from '@migration-doctor/sql'
import { alterActions, irrelevantActions } from './alter/actions.ts'
import { refuseUnpermitted } from './alter/permitted.ts'
import { findRelation, nameOf, requireRelation } from './names.ts'
import type { Relation } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

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
  AT_SetNotNull: 7,
  AT_AddConstraint: 10,
  AT_ColumnDefault: 10,
  AT_AddIdentity: 10,
  AT_SetIdentity: 10,
}
const lastPass = 11

/** `ALTER TABLE`, and its forms for views, indexes, sequences and types. */
export function alterTable(session: Session, node: AlterTableStmt): void {
  const relation = alteredRelation(session, node)
  if (!relation) return
  refuseWrongKind(relation, node)
  refuseSystemCatalog(relation)
  const commands = (node.cmds ?? []).flatMap((item) => ('AlterTableCmd' in item ? [item.AlterTableCmd] : []))
  for (const command of commands) refuseUnpermitted(session, relation, command.subtype)
  refuseTypeTwice(commands)
  const ordered = commands.map((command, at) => ({ command, at }))
  ordered.sort((a, b) => passOf(a.command) - passOf(b.command) || a.at - b.at)
  for (const { command } of ordered) runAction(session, relation, command, node)
}

/** PostgreSQL's own tables are not to be changed, not even by a superuser. */
function refuseSystemCatalog(relation: Relation): void {
  if (!relation.system || relation.schema.name !== 'pg_catalog') return
  throw new Refusal('42501', `permission denied: "${relation.name}" is a system catalog`)
}

function refuseTypeTwice(commands: readonly AlterTableCmd[]): void {
  const names = commands.flatMap(({ subtype, name }) => (subtype === 'AT_AlterColumnType' ? (name ?? []) : []))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new Refusal('0A000', `cannot alter type of column "${twice}" twice`)
}

function passOf({ subtype, def }: AlterTableCmd): number {
  // Keys come before the foreign keys of the same statement, which may point at them.
  if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) {
    const type = def.Constraint.contype
    if (type === 'CONSTR_NOTNULL') return 7
    if (type === 'CONSTR_PRIMARY' || type === 'CONSTR_UNIQUE' || type === 'CONSTR_EXCLUSION') return 9
  }
  if (subtype === 'AT_ColumnDefault' && !def) return 0
  return passes[subtype ?? 'AT_AddColumn'] ?? lastPass
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
      recurse: node.relation?.inh === true,
    })
  else if (!command.subtype || !(command.subtype in irrelevantActions)) {
    throw new Unknowable(`${command.subtype} is not simulated`)
  }
  session.record('alter', { kind: relation.kind, schema: relation.schema.name, name: relation.name })
}
