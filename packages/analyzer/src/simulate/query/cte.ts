import type { CommonTableExpr, Node, SelectStmt, WithClause } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { shownType } from '../types.ts'
import { coerceToCommon, commonType } from './coerce.ts'
import type { Cte, CteColumn, QueryState, ResultColumns } from './state.ts'

/** `transformWithClause`. */
export function addCtes(state: QueryState, clause: WithClause | undefined): void {
  const list = (clause?.ctes ?? []).flatMap((item) => ('CommonTableExpr' in item ? [item.CommonTableExpr] : []))
  refuseRepeated(list)
  const ordered = clause?.recursive ? inOrderOfNeed(list) : list
  for (const cte of ordered) state.laterCtes.add(cte.ctename ?? '')
  for (const cte of ordered) {
    if (!clause?.recursive || !refersToItself(cte)) {
      const made = describe(cte, bodyColumns(state, cte))
      state.ctes.set(made.name, made)
    } else addRecursive(state, cte)
    state.laterCtes.delete(cte.ctename ?? '')
  }
}

function refuseRepeated(list: readonly CommonTableExpr[]): void {
  const seen = new Set<string>()
  for (const cte of list) {
    const name = cte.ctename ?? ''
    if (seen.has(name))
      throw new Refusal('42712', `WITH query name "${name}" specified more than once`, { at: cte.location })
    seen.add(name)
  }
}

/** WITH RECURSIVE may name queries that stand later in the list. */
function inOrderOfNeed(list: readonly CommonTableExpr[]): readonly CommonTableExpr[] {
  const ordered: CommonTableExpr[] = []
  const open = new Set<CommonTableExpr>()
  const visit = (cte: CommonTableExpr): void => {
    if (ordered.includes(cte)) return
    if (open.has(cte))
      throw new Refusal('0A000', 'mutual recursion between WITH items is not implemented', { at: cte.location })
    open.add(cte)
    for (const other of list) if (other !== cte && namesRelation(cte.ctequery, other.ctename ?? '')) visit(other)
    open.delete(cte)
    ordered.push(cte)
  }
  for (const cte of list) visit(cte)
  return ordered
}

const refersToItself = (cte: CommonTableExpr): boolean => namesRelation(cte.ctequery, cte.ctename ?? '')

/** Does a query name a relation without schema anywhere? */
function namesRelation(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => namesRelation(item, name))
  if (typeof value !== 'object' || value === null) return false
  if ('relname' in value && value.relname === name && !('schemaname' in value && value.schemaname)) return true
  return Object.values(value).some((inner) => namesRelation(inner, name))
}

/** `undefined`: a modification without RETURNING. */
function bodyColumns(state: QueryState, cte: CommonTableExpr): ResultColumns | undefined {
  const query = cte.ctequery
  if (!query) return null
  if ('SelectStmt' in query) return state.subquery(query.SelectStmt).columns
  refuseNestedModification(state, cte)
  return state.child().modify(query)
}

function refuseNestedModification(state: QueryState, cte: CommonTableExpr): void {
  if (!state.parent) return
  throw new Refusal('0A000', 'WITH clause containing a data-modifying statement must be at the top level', {
    at: cte.location,
  })
}

function describe(cte: CommonTableExpr, columns: ResultColumns | undefined): Cte {
  const name = cte.ctename ?? ''
  if (columns === undefined) return { name, columns: [], hasNoResult: true }
  if (columns === null) return { name, columns: null, hasNoResult: false }
  const names = (cte.aliascolnames ?? []).map(stringOf)
  if (names.length > columns.length) {
    const message = `WITH query "${name}" has ${columns.length} columns available but ${names.length} columns specified`
    throw new Refusal('42P10', message, { at: cte.location })
  }
  const shown = columns.map((column, at) => asCteColumn(names[at] ?? column.name, column.expr))
  return { name, columns: [...shown, ...extraColumns(cte)], hasNoResult: false }
}

const asCteColumn = (
  name: string,
  { type, modifiers }: { type: CteColumn['type']; modifiers: readonly number[] },
): CteColumn => ({
  name,
  type,
  modifiers,
})

/** What SEARCH and CYCLE add; their types do not matter to anyone. */
function extraColumns(cte: CommonTableExpr): readonly CteColumn[] {
  const names = [
    cte.search_clause?.search_seq_column,
    cte.cycle_clause?.cycle_mark_column,
    cte.cycle_clause?.cycle_path_column,
  ]
  return names.flatMap((name) => (name ? [{ name, type: null, modifiers: [] }] : []))
}

/** The non-recursive term gives the columns, which the recursive term then sees and must keep. */
function addRecursive(state: QueryState, cte: CommonTableExpr): void {
  const query = recursiveUnion(cte)
  const level = state.child()
  addCtes(level, query.withClause)
  const first = query.larg ? level.subquery(query.larg).columns : null
  const made = describe(cte, first)
  state.ctes.set(made.name, made)
  level.ctes.set(made.name, made)
  const second = query.rarg ? level.subquery(query.rarg, true).columns : null
  if (first && second) refuseDrift(level, { cte, first, second })
  for (const outer of level.outerColumns) state.outerColumns.push(outer)
}

function recursiveUnion(cte: CommonTableExpr): SelectStmt {
  const name = cte.ctename ?? ''
  const query = selectIn(cte.ctequery)
  const form = (detail: string) => new Refusal('42P19', detail, { at: cte.location })
  if (!query) throw form(`recursive query "${name}" must not contain data-modifying statements`)
  if (query.op !== 'SETOP_UNION') {
    throw form(`recursive query "${name}" does not have the form non-recursive-term UNION [ALL] recursive-term`)
  }
  if (namesRelation(query.larg, name)) {
    throw form(`recursive reference to query "${name}" must not appear within its non-recursive term`)
  }
  if (query.sortClause) throw new Refusal('0A000', 'ORDER BY in a recursive query is not implemented')
  if (query.limitOffset) throw new Refusal('0A000', 'OFFSET in a recursive query is not implemented')
  if (query.limitCount) throw new Refusal('0A000', 'LIMIT in a recursive query is not implemented')
  return query
}

const selectIn = (node: Node | undefined): SelectStmt | null => (node && 'SelectStmt' in node ? node.SelectStmt : null)

function refuseDrift(
  state: QueryState,
  {
    cte,
    first,
    second,
  }: { cte: CommonTableExpr; first: NonNullable<ResultColumns>; second: NonNullable<ResultColumns> },
): void {
  if (first.length !== second.length)
    throw new Refusal('42601', 'each UNION query must have the same number of columns')
  for (const [at, column] of first.entries()) {
    const other = second[at]
    if (!other) continue
    const exprs = [column.expr, other.expr]
    const type = commonType(state, exprs, 'UNION') ?? null
    coerceToCommon(state, exprs, type, 'UNION')
    if (!type || !column.expr.type || type === column.expr.type) continue
    const message =
      `recursive query "${cte.ctename ?? ''}" column ${at + 1} has type ${shownType(column.expr.type)} ` +
      `in non-recursive term but type ${shownType(type)} overall`
    throw new Refusal('42804', message, { at: column.expr.at })
  }
}
