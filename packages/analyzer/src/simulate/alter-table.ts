import type { AlterTableCmd, AlterTableStmt } from '@migration-doctor/sql'
import { alterActions, irrelevantActions } from './alter/actions.ts'
import { passOf } from './alter/passes.ts'
import { refuseUnpermitted } from './alter/permitted.ts'
import { findRelation, nameOf, requireRelation } from './names.ts'
import type { Relation } from './objects.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** `ALTER TABLE`, and its forms for views, indexes, sequences and types. */
export function alterTable(session: Session, node: AlterTableStmt): void {
  const commands: AlterTableCmd[] = []
  for (const item of node.cmds ?? []) if ('AlterTableCmd' in item) commands.push(item.AlterTableCmd)
  if (session.inBlock && commands.some(detachesConcurrently))
    throw new Refusal('25001', 'ALTER TABLE ... DETACH CONCURRENTLY cannot run inside a transaction block')
  const relation = alteredRelation(session, node)
  if (!relation) return
  refuseWrongKind(relation, node)
  refuseSystemCatalog(relation)
  for (const command of commands) refuseUnpermitted(session, relation, command.subtype)
  refuseTypeTwice(commands)
  runInPasses(commands, (command, defer) => runAction(session, relation, { command, node, defer }))
}

const detachesConcurrently = ({ subtype, def }: AlterTableCmd): boolean =>
  subtype === 'AT_DetachPartition' &&
  def !== undefined &&
  'PartitionCmd' in def &&
  (def.PartitionCmd.concurrent ?? false)

type Defer = (pass: number, run: () => void) => void

/** Some actions leave part of their work to a later pass. */
function runInPasses(commands: readonly AlterTableCmd[], run: (command: AlterTableCmd, defer: Defer) => void): void {
  const ordered = commands.length < 2 ? commands : commands.toSorted((a, b) => passOf(a) - passOf(b))
  const later: { readonly pass: number; readonly run: () => void }[] = []
  const flush = (before: number) => {
    if (later.length > 1) later.sort((a, b) => a.pass - b.pass)
    while ((later[0]?.pass ?? before) < before) later.shift()?.run()
  }
  for (const command of ordered) {
    flush(passOf(command))
    run(command, (pass, work) => later.push({ pass, run: work }))
  }
  flush(Number.POSITIVE_INFINITY)
}

/** PostgreSQL's own tables are not to be changed, not even by a superuser. */
function refuseSystemCatalog(relation: Relation): void {
  if (!relation.system || relation.schema.name !== 'pg_catalog') return
  throw new Refusal('42501', `permission denied: "${relation.name}" is a system catalog`)
}

function refuseTypeTwice(commands: readonly AlterTableCmd[]): void {
  if (commands.length < 2) return
  const names = commands.flatMap(({ subtype, name }) => (subtype === 'AT_AlterColumnType' ? (name ?? []) : []))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new Refusal('0A000', `cannot alter type of column "${twice}" twice`)
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

interface Run {
  readonly command: AlterTableCmd
  readonly node: AlterTableStmt
  readonly defer: Defer
}

function runAction(session: Session, relation: Relation, { command, node, defer }: Run): void {
  const action = command.subtype && alterActions[command.subtype]
  if (action)
    action({
      session,
      relation,
      command,
      cascade: command.behavior === 'DROP_CASCADE',
      recurse: node.relation?.inh === true,
      defer,
    })
  else if (!command.subtype || !(command.subtype in irrelevantActions)) {
    throw new Unknowable(`${command.subtype} is not simulated`)
  }
  session.record('alter', { kind: relation.kind, schema: relation.schema.name, name: relation.name })
}
