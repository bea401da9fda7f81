import type { AlterPolicyStmt, CreatePolicyStmt } from '@migration-doctor/sql'
import { existing, missing, requireRelation } from './names.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** `CREATE POLICY`. */
export function createPolicy(session: Session, node: CreatePolicyStmt): void {
  const relation = requireRelation(session, node.table)
  const name = node.policy_name ?? ''
  refuseClauses(node)
  if (relation.kind !== 'table' && relation.kind !== 'partitioned table') {
    throw new Refusal('42809', `"${relation.name}" is not a table`)
  }
  const uses = [node.qual, node.with_check].map(
    (part) => analyzeExpression(session, part, relationScope(relation, relation.name, 'policy')).uses,
  )
  if (relation.policies.has(name)) {
    existing(session, {
      sqlstate: '42710',
      message: `policy "${name}" for table "${relation.name}" already exists`,
      kind: 'policy',
      name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
    })
  }
  const policy = { ...session.store.base(name), class: 'policy' as const, relation }
  session.store.put(relation.policies, name, policy)
  session.store.depend(policy, relation, 'auto')
  for (const { columns, entities } of uses) {
    for (const column of columns) session.store.depend(policy, column, 'normal')
    for (const entity of entities) session.store.depend(policy, entity, 'normal')
  }
  session.record('create', { kind: 'policy', schema: relation.schema.name, name: `${relation.name}.${name}` })
}

function refuseClauses({ cmd_name, qual, with_check }: CreatePolicyStmt): void {
  if (cmd_name === 'insert' && qual) throw new Refusal('42601', 'only WITH CHECK expression allowed for INSERT')
  if ((cmd_name === 'select' || cmd_name === 'delete') && with_check) {
    throw new Refusal('42601', 'WITH CHECK cannot be applied to SELECT or DELETE')
  }
}

/** `ALTER POLICY`: its conditions may name other columns than before. */
export function alterPolicy(session: Session, node: AlterPolicyStmt): void {
  const relation = requireRelation(session, node.table)
  const name = node.policy_name ?? ''
  const policy = relation.policies.get(name)
  const parts = [node.qual, node.with_check].flatMap((part) => part ?? [])
  const uses = parts.map(
    (part) => analyzeExpression(session, part, relationScope(relation, relation.name, 'policy')).uses,
  )
  if (!policy) {
    missing(session, {
      sqlstate: '42704',
      message: `policy "${name}" for table "${relation.name}" does not exist`,
      kind: 'policy',
      name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
    })
  }
  for (const { columns, entities } of uses) {
    for (const used of [...columns, ...entities]) if (used !== relation) session.store.depend(policy, used, 'normal')
  }
}
