import type { CopyStmt, Node } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { targetColumn } from './assignment.ts'
import { coerceToBoolean } from './coerce.ts'
import { relationNamed } from './from.ts'
import { relationItem } from './namespace.ts'
import type { QueryState } from './state.ts'

/** COPY: the relation, its columns, the WHERE of COPY FROM, or the query. */
export function analyzeCopy(state: QueryState, node: CopyStmt): void {
  if (node.query) {
    analyzeCopiedQuery(state, node.query)
    return
  }
  const relation = node.relation ? relationNamed(state, node.relation) : null
  if (!relation) return
  state.useRelation(relation)
  refuseUncopyable(relation, node.is_from ?? false)
  const seen = new Set<string>()
  for (const item of node.attlist ?? []) {
    const name = stringOf(item)
    const column = targetColumn(state, relation, name)
    if (seen.has(name)) throw new Refusal('42701', `column "${name}" specified more than once`)
    seen.add(name)
    if (column?.generated) throw new Refusal('42P10', `column "${name}" is a generated column`)
  }
  if (!node.whereClause) return
  const where = node.whereClause
  state.addItem(relationItem(relation, null))
  state.in('copy where', () => coerceToBoolean(state, state.expr(where), 'WHERE'))
}

function analyzeCopiedQuery(state: QueryState, query: Node): void {
  if ('SelectStmt' in query) state.select(query.SelectStmt)
  else if (state.modify(query) === undefined) throw new Refusal('0A000', 'COPY query must have a RETURNING clause')
}

function refuseUncopyable(relation: Relation, isFrom: boolean): void {
  const { kind, name } = relation
  const table = kind === 'table' || kind === 'foreign table' || (isFrom && kind === 'partitioned table')
  if (table || (isFrom && kind === 'view')) return
  if (isFrom) throw new Refusal('42809', `cannot copy to ${kind} "${name}"`)
  if (kind === 'materialized view') return
  throw new Refusal('42809', `cannot copy from ${kind} "${name}"`)
}
