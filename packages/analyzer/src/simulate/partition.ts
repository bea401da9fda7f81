import type { Node, PartitionSpec } from '@migration-doctor/sql'
import { keep } from './deparse/kept.ts'
import { plainDetails } from './key-details.ts'
import { missing } from './names.ts'
import type { Column, KeyDetails, PartitionKey, Relation } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import type { Session } from './session.ts'

const strategies: Readonly<Record<string, PartitionKey['strategy']>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
}

/** `PARTITION BY`: the key's columns must exist. */
export function setPartitionKey(session: Session, relation: Relation, node: PartitionSpec): void {
  const keys = (node.partParams ?? []).map((item) => keyOf(session, relation, item))
  const strategy = strategies[node.strategy ?? ''] ?? 'range'
  const columns = keys.map(({ column }) => column)
  session.store.set(relation, 'partitionKey', { strategy, columns, keys: keys.map(({ details }) => details) })
}

function keyOf(session: Session, relation: Relation, item: Node): { column: Column | null; details: KeyDetails } {
  if (!('PartitionElem' in item)) return { column: null, details: { ...plainDetails, isUnusual: true } }
  const { name, expr, location, opclass, collation } = item.PartitionElem
  const isUnusual = (opclass?.length ?? 0) > 0 || (collation?.length ?? 0) > 0
  if (name !== undefined) {
    const column = relation.columns.get(name) ?? missingKey(session, relation, name, location)
    return { column, details: { ...plainDetails, isUnusual } }
  }
  const { analysed } = analyzeExpression(session, expr, relationScope(relation, relation.name, 'partition key'))
  return { column: null, details: { ...plainDetails, isUnusual, kept: keep(session, analysed, null) } }
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
