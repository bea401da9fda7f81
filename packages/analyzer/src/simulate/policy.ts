import type { CreatePolicyStmt } from '@migration-doctor/sql'
import { existing, requireRelation } from './names.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import type { Session } from './session.ts'

/** `CREATE POLICY`. */
export function createPolicy(session: Session, node: CreatePolicyStmt): void {
  const relation = requireRelation(session, node.table)
  const name = node.policy_name ?? ''
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
