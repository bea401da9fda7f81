import type { InsertStmt, Node, SelectStmt } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { refuseUnidentified } from '../replica-identity.ts'
import { assign, generatedState, isDefaultNode, refuseUnchangeable, targetColumn } from './assignment.ts'
import { onConflict } from './conflict.ts'
import { addCtes } from './cte.ts'
import { type Expr, makeExpr } from './expression.ts'
import { relationNamed } from './from.ts'
import { relationItem } from './namespace.ts'
import { returning } from './returning.ts'
import type { QueryState, ResultColumns } from './state.ts'

/** `transformInsertStmt`; `undefined` without RETURNING. */
export function analyzeInsert(state: QueryState, node: InsertStmt): ResultColumns | undefined {
  addCtes(state, node.withClause)
  const relation = node.relation ? relationNamed(state, node.relation) : null
  if (relation) {
    refuseUnchangeable(relation)
    state.useRelation(relation)
  }
  const columns = relation ? insertColumns(state, relation, node.cols) : null
  const source = node.selectStmt && 'SelectStmt' in node.selectStmt ? node.selectStmt.SelectStmt : null
  if (source) insertSource(state, { node, source, columns })
  const alias = node.relation?.alias?.aliasname ?? null
  if (relation) state.addItem(relationItem(relation, alias))
  else state.isOpaque = true
  if (relation) {
    const change = node.onConflictClause?.action === 'ONCONFLICT_UPDATE' ? 'update' : 'insert'
    const about = { change, recurse: false, where: undefined } as const
    state.gathered.whenExecuted.push(() => refuseUnidentified(state.session, relation, about))
  }
  if (node.onConflictClause && relation) onConflict(state, relation, node.onConflictClause)
  return returning(state, node.returningClause, relation)
}

interface Targets {
  /** `null` for a column that is not known. */
  readonly columns: readonly (Column | null)[]
  readonly areNamed: boolean
}

/** `checkInsertTargets`. */
function insertColumns(state: QueryState, relation: Relation, nodes: readonly Node[] | undefined): Targets | null {
  if (!nodes?.length)
    return relation.opaqueColumns ? null : { columns: [...relation.columns.values()], areNamed: false }
  const seen = new Set<string>()
  const columns = mapped(nodes, (node) => {
    const target = 'ResTarget' in node ? node.ResTarget : {}
    const name = target.name ?? ''
    const column = targetColumn(state, relation, name, target.location)
    if (target.indirection?.length) return null
    if (seen.has(name)) throw new Refusal('42701', `column "${name}" specified more than once`, { at: target.location })
    seen.add(name)
    return column
  })
  return { columns, areNamed: true }
}

interface Source {
  readonly node: InsertStmt
  readonly source: SelectStmt
  readonly columns: Targets | null
}

function insertSource(state: QueryState, { node, source, columns }: Source): void {
  const isSimple =
    source.valuesLists?.length && !source.sortClause && !source.limitCount && !source.limitOffset && !source.withClause
  if (isSimple) {
    const lists = source.valuesLists ?? []
    const rows = mapped(lists, (list) => valuesRow(state, list, lists.length === 1))
    refuseUneven(rows)
    for (const row of rows) insertRow(state, columns, row)
    if (columns) state.gathered.whenRewritten.push(() => refuseGenerated(state, columns, { rows, node }))
    return
  }
  const results = state.subquery(source, true).columns
  if (!results || !columns) return
  const row = mapped(results, ({ expr }) =>
    expr.kind === 'literal' ? expr : makeExpr('other', expr.type, { at: expr.at }),
  )
  insertRow(state, columns, row)
  state.gathered.whenRewritten.push(() => refuseGenerated(state, columns, { rows: [row], node }))
}

function valuesRow(state: QueryState, list: Node, single: boolean): readonly Expr[] {
  const items = 'List' in list ? (list.List.items ?? []) : []
  return state.in(single ? 'single values' : 'values', () =>
    mapped(items, (item) => (isDefaultNode(item) ? makeExpr('default', null) : state.expr(item))),
  )
}

function refuseUneven(rows: readonly (readonly Expr[])[]): void {
  const width = rows[0]?.length
  const odd = rows.find((row) => row.length !== width)
  if (odd) throw new Refusal('42601', 'VALUES lists must all be the same length', { at: odd[0]?.at })
}

/** `transformInsertRow`. */
function insertRow(state: QueryState, targets: Targets | null, row: readonly Expr[]): void {
  if (!targets) return
  const { columns, areNamed } = targets
  if (row.length > columns.length) {
    throw new Refusal('42601', 'INSERT has more expressions than target columns', { at: row[columns.length]?.at })
  }
  if (areNamed && row.length < columns.length) {
    throw new Refusal('42601', 'INSERT has more target columns than expressions', { at: row.at(-1)?.at })
  }
  state.in('insert target', () => {
    for (let at = 0; at < row.length; at++) {
      const column = columns[at]
      const expr = row[at]
      if (column && expr) assign(state, column, expr)
    }
  })
}

/** Generated columns, and identity columns GENERATED ALWAYS, take no value but DEFAULT. */
function refuseGenerated(
  state: QueryState,
  targets: Targets,
  { rows, node }: { rows: readonly (readonly Expr[])[]; node: InsertStmt },
): void {
  for (let at = 0; at < targets.columns.length; at++) {
    const column = targets.columns[at]
    if (!column || rows.every((row) => row[at] === undefined || row[at]?.kind === 'default')) continue
    const isOverridden = node.override === 'OVERRIDING_SYSTEM_VALUE' || node.override === 'OVERRIDING_USER_VALUE'
    if (column.generated || (column.identity === 'always' && !isOverridden)) {
      throw new Refusal(generatedState(state, column), `cannot insert a non-DEFAULT value into column "${column.name}"`)
    }
  }
}
