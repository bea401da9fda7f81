import type { IndexStmt } from '@migration-doctor/sql'
import { finishIndex } from './index-copies.ts'
import { includedKeys, isReordered, keysOf } from './index-elements.ts'
import { makeIndex, predicateReader } from './indexes.ts'
import { requireRelation } from './names.ts'
import type { Relation } from './objects.ts'
import { requireTablespace } from './placement.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** `CREATE INDEX`. */
export function createIndex(session: Session, node: IndexStmt): void {
  if (node.concurrent && session.inBlock) {
    throw new Refusal('25001', 'CREATE INDEX CONCURRENTLY cannot run inside a transaction block')
  }
  const table = requireRelation(session, node.relation)
  const { keys, include } = indexColumns(session, table, node)
  const index = makeIndex(session, table, {
    name: node.idxname ?? null,
    unique: node.unique ?? false,
    primary: false,
    exclusion: false,
    ofConstraint: false,
    method: node.accessMethod ?? 'btree',
    keys,
    include,
    parameters: node.options,
    predicate: node.whereClause ?? null,
    definition: node,
    deferrable: false,
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    isReordered: (node.indexParams ?? []).some(isReordered),
    at: node.relation?.location,
    hasPredicate: undefined,
    keptPredicate: undefined,
    options: undefined,
    ifNotExists: node.if_not_exists ?? false,
  })
  if (index) finishIndex(session, table, index, node.relation?.inh === true)
}

/** Expressions are analysed first; the columns are looked for after everything else. */
function indexColumns(session: Session, table: Relation, node: IndexStmt) {
  predicateReader(session, table, node.whereClause ?? null)
  const keys = keysOf(session, table, node.indexParams ?? [])
  refuseUnindexable(table)
  if (node.concurrent && table.kind === 'partitioned table') {
    throw new Refusal('0A000', `cannot create index on partitioned table "${table.name}" concurrently`)
  }
  requireTablespace(session, node.tableSpace)
  return { keys, include: includedKeys(session, table, node.indexIncludingParams ?? []) }
}

function refuseUnindexable(table: Relation): void {
  if (['table', 'partitioned table', 'materialized view'].includes(table.kind)) return
  const what = `cannot create index on relation "${table.name}"`
  throw new Refusal('42809', what, {
    subject: { fault: 'other', kind: 'relation', schema: table.schema.name, name: table.name },
  })
}
