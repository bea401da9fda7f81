import type { PartitionSpec } from '@migration-doctor/sql'
import { missing } from './names.ts'
import type { Column, PartitionKey, Relation } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import type { Session } from './session.ts'

const strategies: Readonly<Record<string, PartitionKey['strategy']>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
}

/** `PARTITION BY`: the key's columns must exist. */
export function setPartitionKey(session: Session, relation: Relation, node: PartitionSpec): void {
  const columns = (node.partParams ?? []).map((item): Column | null => {
    if (!('PartitionElem' in item)) return null
    const { name, expr, location } = item.PartitionElem
    if (name === undefined) {
      analyzeExpression(session, expr, relationScope(relation, relation.name, 'partition key'))
      return null
    }
    return relation.columns.get(name) ?? missingKey(session, relation, name, location)
  })
  const strategy = strategies[node.strategy ?? ''] ?? 'range'
  session.store.set(relation, 'partitionKey', { strategy, columns })
}

function missingKey(session: Session, relation: Relation, column: string, at: number | undefined): never {
  return missing(session, {
    sqlstate: '42703',
    message: `column "${column}" named in partition key does not exist`,
    kind: 'column',
    name: { schema: relation.schema.name, name: relation.name },
    column,
    at,
  })
}
