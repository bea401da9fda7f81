import type { DeleteStmt, MergeStmt, MergeWhenClause, Node, RangeVar, UpdateStmt } from '@migration-doctor/sql'
import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { type ChangeOfRows, refuseUnidentified } from '../replica-identity.ts'
import { assign, generatedState, isDefaultNode, refuseUnchangeable, targetColumn } from './assignment.ts'
import { coerceToBoolean } from './coerce.ts'
import { addCtes } from './cte.ts'
import { fromClause, fromItem, refuseSameNames, relationNamed } from './from.ts'
import { NsItem, relationItem } from './namespace.ts'
import { returning } from './returning.ts'
import type { QueryState, ResultColumns } from './state.ts'
import { updateTargets } from './update-targets.ts'

/** `setTargetTable`: the relation, and the item that names it; the relation is `null` when not known. */
function targetItem(state: QueryState, range: RangeVar | undefined): { relation: Relation | null; item: NsItem } {
  const relation = range ? relationNamed(state, range) : null
  const alias = range?.alias?.aliasname ?? null
  if (!relation) return { relation, item: new NsItem({ alias: alias ?? range?.relname ?? null }, null) }
  refuseUnchangeable(relation)
  state.useRelation(relation)
  return { relation, item: relationItem(relation, alias) }
}

/** What PostgreSQL asks of the tables when the statement runs. */
function changes(state: QueryState, relation: Relation | null, about: ChangeOfRows): void {
  if (relation) state.gathered.whenExecuted.push(() => refuseUnidentified(state.session, relation, about))
}

function condition(state: QueryState, node: Node | undefined): void {
  if (node) state.in('where', () => coerceToBoolean(state, state.expr(node), 'WHERE'))
}

/** FROM or USING items stand beside the target, and must not bear its name. */
function besideTarget(state: QueryState, item: NsItem, nodes: readonly Node[] | undefined): void {
  item.lateralOnly = true
  item.lateralAllowed = false
  state.addItem(item)
  fromClause(state, nodes)
}

/** `transformUpdateStmt`; `undefined` without RETURNING. */
export function analyzeUpdate(state: QueryState, node: UpdateStmt): ResultColumns | undefined {
  addCtes(state, node.withClause)
  const { relation, item } = targetItem(state, node.relation)
  besideTarget(state, item, node.fromClause)
  condition(state, node.whereClause)
  const returned = returning(state, node.returningClause, relation)
  updateTargets(state, relation, node.targetList)
  changes(state, relation, { change: 'update', recurse: node.relation?.inh === true, where: node.whereClause })
  return returned
}

/** `transformDeleteStmt`; `undefined` without RETURNING. */
export function analyzeDelete(state: QueryState, node: DeleteStmt): ResultColumns | undefined {
  addCtes(state, node.withClause)
  const { relation, item } = targetItem(state, node.relation)
  besideTarget(state, item, node.usingClause)
  condition(state, node.whereClause)
  changes(state, relation, { change: 'delete', recurse: node.relation?.inh === true, where: node.whereClause })
  return returning(state, node.returningClause, relation)
}

/** `transformMergeStmt`; `undefined` without RETURNING. */
export function analyzeMerge(state: QueryState, node: MergeStmt): ResultColumns | undefined {
  refuseNewerSyntax(state, node)
  addCtes(state, node.withClause)
  const { relation, item } = targetItem(state, node.relation)
  const sources = node.sourceRelation ? fromItem(state, node.sourceRelation) : []
  refuseSameNames([item], sources)
  for (const one of [item, ...sources]) state.addItem(one)
  if (node.joinCondition) {
    const join = node.joinCondition
    state.in('join condition', () => coerceToBoolean(state, state.expr(join), 'JOIN/ON'))
  }
  const recurse = node.relation?.inh === true
  for (const clause of node.mergeWhenClauses ?? []) {
    if (!('MergeWhenClause' in clause)) continue
    const change = mergeChanges[clause.MergeWhenClause.commandType ?? '']
    if (change) changes(state, relation, { change, recurse, where: node.joinCondition })
    mergeAction(state, { clause: clause.MergeWhenClause, relation, item, sources })
  }
  return returning(state, node.returningClause, relation)
}

const mergeChanges: Readonly<Record<string, ChangeOfRows['change']>> = { CMD_UPDATE: 'update', CMD_DELETE: 'delete' }

/** MERGE is of 15; RETURNING and WHEN NOT MATCHED BY SOURCE are of 17. */
function refuseNewerSyntax(state: QueryState, node: MergeStmt): void {
  const { pgVersion } = state.session
  const bySource = (node.mergeWhenClauses ?? []).some(
    (item) => 'MergeWhenClause' in item && item.MergeWhenClause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE',
  )
  const isNewer = pgVersion < 17 && (bySource || node.returningClause !== undefined)
  if (pgVersion < 15 || isNewer) throw new Refusal('42601', 'syntax error at or near "MERGE"')
}

interface Action {
  readonly clause: MergeWhenClause
  readonly relation: Relation | null
  readonly item: NsItem
  readonly sources: readonly NsItem[]
}

function mergeAction(state: QueryState, { clause, relation, item, sources }: Action): void {
  const all = state.items
  if (clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET') state.items = all.filter((one) => one !== item)
  if (clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE') state.items = all.filter((one) => !sources.includes(one))
  if (clause.condition) {
    const when = clause.condition
    state.in('merge when', () => coerceToBoolean(state, state.expr(when), 'WHEN'))
  }
  if (clause.commandType === 'CMD_UPDATE') updateTargets(state, relation, clause.targetList)
  if (clause.commandType === 'CMD_INSERT') mergeInsert(state, clause, relation)
  state.items = all
}

function mergeInsert(state: QueryState, clause: MergeWhenClause, relation: Relation | null): void {
  const values = (clause.values ?? []).map((value) =>
    isDefaultNode(value) ? null : state.in('single values', () => state.expr(value)),
  )
  if (!relation || relation.opaqueColumns) return
  const names = (clause.targetList ?? []).flatMap((target) => ('ResTarget' in target ? [target.ResTarget] : []))
  const columns =
    names.length > 0
      ? names.map((target) => targetColumn(state, relation, target.name ?? '', target.location))
      : [...relation.columns.values()]
  if (values.length > columns.length) throw new Refusal('42601', 'INSERT has more expressions than target columns')
  if (names.length > 0 && values.length > 0 && values.length < columns.length) {
    throw new Refusal('42601', 'INSERT has more target columns than expressions')
  }
  for (const [at, value] of values.entries()) {
    const column = columns[at]
    if (!column || !value) continue
    assign(state, column, value)
    const isForbidden =
      column.generated || (column.identity === 'always' && clause.override !== 'OVERRIDING_SYSTEM_VALUE')
    if (isForbidden)
      throw new Refusal(generatedState(state, column), `cannot insert a non-DEFAULT value into column "${column.name}"`)
  }
}
