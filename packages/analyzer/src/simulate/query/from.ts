import type { Alias, JoinExpr, Node, RangeSubselect, RangeVar } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { nameOf, requireRelation, shown, stringOf } from '../names.ts'
import type { Relation } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { coerceToBoolean } from './coerce.ts'
import { functionItem, tableFunctionItem } from './from-function.ts'
import { joinItem } from './join.ts'
import { jsonTableItem } from './json-table.ts'
import { type NsColumn, NsItem, relationItem } from './namespace.ts'
import type { Cte, QueryState, ResultColumns } from './state.ts'
import { selectOf } from './sublink.ts'

/** `transformFromClause`: fills the namespace of a query level. */
export function fromClause(state: QueryState, nodes: readonly Node[] | undefined): void {
  for (const node of nodes ?? []) {
    const added = fromItem(state, node)
    refuseSameNames(state.items, added)
    for (const item of added) {
      item.lateralOnly = true
      item.lateralAllowed = true
      state.addItem(item)
    }
  }
  for (const item of state.items) {
    item.lateralOnly = false
    item.lateralAllowed = true
  }
}

/** `checkNameSpaceConflicts`. */
export function refuseSameNames(before: readonly NsItem[], added: readonly NsItem[]): void {
  for (const item of added) {
    if (!item.relationVisible || item.alias === null) continue
    const clash = before.find(
      (other) => other.relationVisible && other.alias === item.alias && !sameNameOtherSchema(other, item),
    )
    if (clash) throw new Refusal('42712', `table name "${item.alias}" specified more than once`)
  }
}

/** Two tables of one name in different schemas, both without alias, do not clash. */
function sameNameOtherSchema(a: NsItem, b: NsItem): boolean {
  return a.schema !== null && b.schema !== null && a.relation !== b.relation
}

/** One FROM item: the namespace items it adds, the last of which shows its columns. */
export function fromItem(state: QueryState, node: Node): readonly NsItem[] {
  if ('RangeVar' in node) return [tableItem(state, node.RangeVar)]
  if ('RangeSubselect' in node) return [subselectItem(state, node.RangeSubselect)]
  if ('RangeFunction' in node) return [functionItem(state, node.RangeFunction)]
  if ('RangeTableFunc' in node) return [tableFunctionItem(state, node.RangeTableFunc)]
  if ('JsonTable' in node) return [jsonTableItem(state, node.JsonTable)]
  if ('RangeTableSample' in node) return fromItem(state, node.RangeTableSample.relation ?? node)
  if ('JoinExpr' in node) return joinItems(state, node.JoinExpr)
  state.isOpaque = true
  return [new NsItem({ alias: null }, null)]
}

function aliasesOf(alias: Alias | undefined): readonly string[] {
  return mapped(alias?.colnames ?? [], stringOf)
}

function refuseTooMany(alias: Alias | undefined, name: string, available: number): void {
  const given = alias?.colnames?.length ?? 0
  if (given <= available) return
  throw new Refusal('42P10', `table "${name}" has ${available} columns available but ${given} columns specified`)
}

function tableItem(state: QueryState, range: RangeVar): NsItem {
  const cte = range.schemaname === undefined ? findCte(state, range) : null
  const alias = range.alias?.aliasname ?? null
  if (cte) return cteItem(cte, alias ?? cte.name, range)
  const relation = relationNamed(state, range)
  if (!relation) return new NsItem({ alias: alias ?? range.relname ?? null }, null)
  refuseUnreadable(relation)
  state.useRelation(relation)
  if (relation.kind === 'sequence') return sequenceItem(state, relation, range)
  if (!relation.opaqueColumns) refuseTooMany(range.alias, alias ?? relation.name, relation.columns.size)
  return relationItem(relation, alias, aliasesOf(range.alias))
}

const sequenceColumns = { last_value: 'int8', log_cnt: 'int8', is_called: 'bool' } as const

/** A sequence is read like a table of one row. */
function sequenceItem(state: QueryState, sequence: Relation, range: RangeVar): NsItem {
  const alias = range.alias?.aliasname ?? null
  const names = Object.entries(sequenceColumns)
  refuseTooMany(range.alias, alias ?? sequence.name, names.length)
  const aliases = aliasesOf(range.alias)
  const columns = mapped(names, ([name, type], at) => ({
    name: aliases[at] ?? name,
    type: state.world.core(type),
    modifiers: [],
    column: null,
  }))
  const schema = alias === null ? sequence.schema.name : null
  return new NsItem({ alias: alias ?? sequence.name, schema, relation: sequence, hasSystemColumns: true }, columns)
}

function refuseUnreadable(relation: Relation): void {
  if (relation.kind !== 'index' && relation.kind !== 'composite type') return
  throw new Refusal('42809', `cannot open relation "${relation.name}"`)
}

/** The relation of a query, or 42P01; `null` when an unreadable statement may have made it. */
export function relationNamed(state: QueryState, range: RangeVar): Relation | null {
  try {
    return requireRelation(state.session, range, 'parser')
  } catch (error) {
    if (error instanceof Unknowable) {
      const { session } = state
      // The tool's own table is there, whatever it looks like.
      if (!session.toolTables.has((range.relname ?? '').toLowerCase())) session.leaningOn = error.message
      return null
    }
    const missingCte = laterCte(state, range)
    if (missingCte && error instanceof Refusal) {
      throw new Refusal('42P01', `relation "${shown(nameOf(range))}" does not exist`, { at: range.location })
    }
    throw error
  }
}

function laterCte(state: QueryState, range: RangeVar): boolean {
  for (let level: QueryState | null = state; level; level = level.parent) {
    if (level.laterCtes.has(range.relname ?? '')) return true
  }
  return false
}

function findCte(state: QueryState, range: RangeVar): Cte | null {
  for (let level: QueryState | null = state; level; level = level.parent) {
    const found = level.ctes.get(range.relname ?? '')
    if (found) return found
  }
  return null
}

function cteItem(cte: Cte, alias: string, range: RangeVar): NsItem {
  if (cte.hasNoResult) {
    throw new Refusal('0A000', `WITH query "${cte.name}" does not have a RETURNING clause`, { at: range.location })
  }
  if (cte.columns === null) return new NsItem({ alias }, null)
  refuseTooMany(range.alias, alias, cte.columns.length)
  const names = aliasesOf(range.alias)
  return new NsItem(
    { alias },
    mapped(cte.columns, (column, at) => ({ ...column, name: names[at] ?? column.name, column: null })),
  )
}

function subselectItem(state: QueryState, node: RangeSubselect): NsItem {
  const query = selectOf(node.subquery)
  const alias = node.alias?.aliasname ?? null
  if (alias === null && state.session.pgVersion < 16) {
    throw new Refusal('42601', 'subquery in FROM must have an alias')
  }
  if (!query) return new NsItem({ alias }, null)
  const columns = lateral(state, node.lateral ?? false, () =>
    state.in('from subquery', () => state.subquery(query).columns),
  )
  return resultItem(columns, alias, node.alias)
}

/** Runs with the earlier items of the FROM list visible, when LATERAL says so. */
function lateral<T>(state: QueryState, active: boolean, work: () => T): T {
  const before = state.lateralActive
  state.lateralActive = active
  try {
    return work()
  } finally {
    state.lateralActive = before
  }
}

/** A FROM item with the columns of a query. */
function resultItem(columns: ResultColumns, name: string | null, alias: Alias | undefined): NsItem {
  if (columns === null) return new NsItem({ alias: name }, null)
  refuseTooMany(alias, name ?? 'unnamed_subquery', columns.length)
  const names = aliasesOf(alias)
  const drafts = mapped(columns, (column, at) => ({
    name: names[at] ?? column.name,
    type: column.expr.type,
    modifiers: column.expr.modifiers,
    column: null,
  }))
  return new NsItem({ alias: name }, drafts)
}

function joinItems(state: QueryState, node: JoinExpr): readonly NsItem[] {
  const left = fromItem(state, node.larg ?? ({} as never))
  const leftLateral = node.jointype === 'JOIN_INNER' || node.jointype === 'JOIN_LEFT' || node.jointype === undefined
  const outside = state.items
  state.items = [...outside]
  for (const item of left) {
    item.lateralOnly = true
    item.lateralAllowed = leftLateral
    state.addItem(item)
  }
  const right = fromItem(state, node.rarg ?? ({} as never))
  state.items = outside
  refuseSameNames(left, right)
  for (const item of [...left, ...right]) {
    item.lateralOnly = false
    item.lateralAllowed = true
  }
  const joined = joinItem(state, node, { left, right })
  if (node.quals) joinCondition(state, node.quals, [...left, ...right])
  return finishJoin(state, node, { left, right, joined })
}

/** ON sees the two sides, and the levels above. */
function joinCondition(state: QueryState, quals: Node, sides: readonly NsItem[]): void {
  const before = state.items
  state.items = [...sides]
  state.in('join condition', () => coerceToBoolean(state, state.expr(quals), 'JOIN/ON'))
  state.items = before
}

function finishJoin(
  state: QueryState,
  node: JoinExpr,
  sides: { left: readonly NsItem[]; right: readonly NsItem[]; joined: NsItem },
): readonly NsItem[] {
  const { left, right, joined } = sides
  for (const item of [...left, ...right]) {
    item.columnsVisible = false
    if (node.alias) item.relationVisible = false
    if (!state.allItems.includes(item)) state.allItems.push(item)
  }
  const inner = node.alias ? [] : [...left, ...right].filter((item) => item.relationVisible)
  const usingAlias = node.join_using_alias ? usingItem(node, joined) : []
  return [...inner, ...usingAlias, joined]
}

/** `JOIN … USING (…) AS name` shows the merged columns under that name. */
function usingItem(node: JoinExpr, joined: NsItem): readonly NsItem[] {
  const names = mapped(node.usingClause ?? [], stringOf)
  const columns = joined.columns?.filter((column: NsColumn) => names.includes(column.name)) ?? null
  const item = new NsItem({ alias: node.join_using_alias?.aliasname ?? null }, columns)
  item.columnsVisible = false
  return [item]
}
