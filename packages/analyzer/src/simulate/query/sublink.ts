import type { Node, SelectStmt, SubLink } from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { shownOf } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import { ruleOf } from './kinds.ts'
import { operatorCall } from './operator.ts'
import type { QueryState } from './state.ts'

const equals: readonly Node[] = [{ String: { sval: '=' } }]

/** `transformSubLink`. */
export function subLink(state: QueryState, node: SubLink): Expr {
  refuseSubquery(state, node.location)
  const query = selectOf(node.subselect)
  const { columns, level } = query
    ? state.subquery(query, node.subLinkType === 'EXISTS_SUBLINK')
    : { columns: null, level: state }
  const outer = query ? level.outerColumns : []
  const at = node.location
  const bool = state.world.core('bool')
  const make = (type: Expr['type'], first?: Expr) =>
    makeExpr('subquery', type, { parts: outer, mark: {}, at, modifiers: first?.modifiers ?? [] })
  switch (node.subLinkType) {
    case 'EXISTS_SUBLINK':
      return make(bool)
    case 'EXPR_SUBLINK':
    case 'ARRAY_SUBLINK': {
      if (columns === null) return make(null)
      if (columns.length !== 1) throw new Refusal('42601', 'subquery must return only one column', { at })
      const only = columns[0]?.expr
      if (node.subLinkType === 'EXPR_SUBLINK') return make(only?.type ?? null, only)
      return make(arrayTypeOf(only))
    }
    default:
      compare(state, node, columns?.map(({ expr }) => expr) ?? null)
      return make(bool)
  }
}

function arrayTypeOf(element: Expr | undefined): Expr['type'] {
  const type = element?.type
  return type ? (type.kind === 'array' ? type : type.array) : null
}

/** `IN (SELECT …)`, `= ANY (SELECT …)`, `(a, b) < (SELECT …)`: column by column. */
function compare(state: QueryState, node: SubLink, columns: readonly Expr[] | null): void {
  const at = node.location
  const left = node.testexpr ? state.expr(node.testexpr) : null
  const lefts = left?.kind === 'row' ? left.parts : left ? [left] : []
  if (columns === null) return
  if (lefts.length < columns.length) throw new Refusal('42601', 'subquery has too many columns', { at })
  if (lefts.length > columns.length) throw new Refusal('42601', 'subquery has too few columns', { at })
  const name = node.operName?.length ? node.operName : equals
  for (const [index, one] of lefts.entries()) {
    const right = columns[index]
    if (!right) continue
    const result = operatorCall(state, name, { left: one, right: makeExpr('other', right.type), at })
    if (result.type && result.type !== state.world.core('bool')) {
      throw new Refusal('42804', `row comparison operator must yield type boolean, not type ${shownOf(result)}`, { at })
    }
  }
}

export function selectOf(node: Node | undefined): SelectStmt | null {
  return node && 'SelectStmt' in node ? node.SelectStmt : null
}

function refuseSubquery(state: QueryState, at: number | undefined): void {
  const place = ruleOf(state.kind).subqueries
  if (place !== null) throw new Refusal('0A000', `cannot use subquery in ${place}`, { at })
}
