import { flatMapped } from '../mapped.ts'
import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { type Expr, sameExpr } from './expression.ts'
import type { Grouped } from './sorting.ts'
import type { QueryState, ResultColumn } from './state.ts'

interface GroupedQuery {
  readonly targets: readonly ResultColumn[]
  readonly sorted: readonly Expr[]
  readonly having: Expr | null
  readonly grouped: Grouped
  readonly hasGroupClause: boolean
}

/** `parseCheckAggregates`: outside aggregates, only what is grouped by may be used. */
export function checkGrouping(state: QueryState, query: GroupedQuery): void {
  if (!state.hasAggregates && !query.hasGroupClause && !query.having) return
  const checker = new GroupingCheck(state, query.grouped)
  for (const { expr } of query.targets) checker.check(expr)
  for (const expr of query.sorted) checker.check(expr)
  if (query.having) checker.check(query.having)
}

class GroupingCheck {
  readonly #state: QueryState
  readonly #grouped: Grouped
  readonly #dependent = new Map<object, boolean>()

  constructor(state: QueryState, grouped: Grouped) {
    this.#state = state
    this.#grouped = grouped
  }

  check(expr: Expr, insideSubquery = false): void {
    if (expr.kind === 'aggregate') return
    if (expr.kind === 'grouping') return
    if (this.#grouped.keys.some((key) => sameExpr(key, expr))) return
    if (expr.kind === 'column') {
      this.#checkColumn(expr, insideSubquery)
      return
    }
    for (const part of expr.parts) this.check(part, insideSubquery || expr.kind === 'subquery')
  }

  #checkColumn(expr: Expr, insideSubquery: boolean): void {
    const { source } = expr
    if (!source || source.level !== this.#state.identity) return
    if (source.item.isOpen) return
    if (this.#isDependent(source.item, source.item.relation)) return
    const column = `${source.item.alias ?? 'unnamed_join'}.${source.wholeRow ? '*' : source.name}`
    const message = insideSubquery
      ? `subquery uses ungrouped column "${column}" from outer query`
      : `column "${column}" must appear in the GROUP BY clause or be used in an aggregate function`
    throw new Refusal('42803', message, { at: expr.at })
  }

  /** `check_functional_grouping`: grouped by the whole primary key, a table's other columns may be used. */
  #isDependent(item: object, relation: Relation | null): boolean {
    if (!relation || this.#grouped.hasSets) return false
    const known = this.#dependent.get(item)
    if (known !== undefined) return known
    const grouped = new Set(
      flatMapped(this.#grouped.keys, ({ source }) => (source?.item === item && source.column ? [source.column] : [])),
    )
    let found = false
    for (const constraint of relation.constraints.values()) {
      if (constraint.type !== 'primary key' || constraint.deferrable || constraint.columns.length === 0) continue
      if (!constraint.columns.every((column) => grouped.has(column))) continue
      found = true
      this.#state.use(constraint)
    }
    if (relation.system || this.#state.session.isTainted(relation.name)) found = true
    this.#dependent.set(item, found)
    return found
  }
}
