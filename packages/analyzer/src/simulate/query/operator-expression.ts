import type { A_Expr, Node } from '@migration-doctor/sql'
import { filtered, flatMapped } from '../mapped.ts'
import { qualifiedName } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { coerce, commonType, shownOf } from './coerce.ts'
import { type Expr, makeExpr, walkExpr } from './expression.ts'
import { arrayOperatorCall, chooseOperator, operatorCall } from './operator.ts'
import { canCoerce, isPolymorphic } from './pathway.ts'
import type { QueryState } from './state.ts'

const nullNode: Node = { A_Const: { isnull: true } }
const named = (name: string): readonly Node[] => [{ String: { sval: name } }]

/** `transformAExpr…`: everything written with an operator. */
export function operatorExpression(state: QueryState, node: A_Expr): Expr {
  switch (node.kind) {
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return arrayOperatorCall(state, node.name, {
        left: state.expr(node.lexpr ?? nullNode),
        right: state.expr(node.rexpr ?? nullNode),
        at: node.location,
        word: node.kind === 'AEXPR_OP_ANY' ? 'ANY' : 'ALL',
      })
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return distinct(state, node)
    case 'AEXPR_NULLIF':
      return nullIf(state, node)
    case 'AEXPR_IN':
      return inList(state, node)
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM':
      return between(state, node)
    default:
      return plainOperator(state, node)
  }
}

function plainOperator(state: QueryState, node: A_Expr): Expr {
  const { lexpr, rexpr } = node
  if (lexpr && rexpr && 'RowExpr' in lexpr && 'SubLink' in rexpr && rexpr.SubLink.subLinkType === 'EXPR_SUBLINK') {
    return state.expr({
      SubLink: { ...rexpr.SubLink, subLinkType: 'ROWCOMPARE_SUBLINK', testexpr: lexpr, operName: node.name ?? [] },
    })
  }
  const left = lexpr ? state.expr(lexpr) : null
  const right = state.expr(rexpr ?? nullNode)
  if (left?.kind === 'row' && right.kind === 'row' && lexpr && 'RowExpr' in lexpr && rexpr && 'RowExpr' in rexpr) {
    return rowComparison(state, node, { left, right })
  }
  return operatorCall(state, node.name, { left, right, at: node.location })
}

/** `make_row_comparison_op`: pair by pair. */
function rowComparison(
  state: QueryState,
  node: Pick<A_Expr, 'name' | 'location'>,
  rows: { left: Expr; right: Expr },
): Expr {
  const { left, right } = rows
  const at = node.location
  if (left.parts.length !== right.parts.length) {
    throw new Refusal('42601', 'unequal number of entries in row expressions', { at })
  }
  if (left.parts.length === 0) throw new Refusal('0A000', 'cannot compare rows of zero length', { at })
  for (const [index, one] of left.parts.entries()) {
    const other = right.parts[index]
    if (!other) continue
    const result = operatorCall(state, node.name, { left: one, right: other, at })
    if (result.type && result.type !== state.world.core('bool')) {
      throw new Refusal('42804', `row comparison operator must yield type boolean, not type ${shownOf(result)}`, { at })
    }
  }
  return makeExpr('call', state.world.core('bool'), { mark: 'row comparison', parts: [left, right], at })
}

function distinct(state: QueryState, node: A_Expr): Expr {
  const left = state.expr(node.lexpr ?? nullNode)
  const right = state.expr(node.rexpr ?? nullNode)
  const at = node.location
  const isNull = (expr: Expr) => expr.kind === 'literal' && expr.text === null
  if (isNull(left) || isNull(right))
    return makeExpr('call', state.world.core('bool'), { mark: 'is null', parts: [left, right], at })
  if (left.kind === 'row' && right.kind === 'row') return rowComparison(state, node, { left, right })
  const result = operatorCall(state, node.name, { left, right, at })
  if (result.type && result.type !== state.world.core('bool')) {
    throw new Refusal('42804', 'IS DISTINCT FROM requires = operator to yield boolean', { at })
  }
  const as = node.kind === 'AEXPR_DISTINCT' ? 'distinct' : 'not distinct'
  const form = result.form?.as === 'operator' ? { form: { as, call: result.form.call } as const } : {}
  return { ...result, type: state.world.core('bool'), mark: node.kind, ...form }
}

function nullIf(state: QueryState, node: A_Expr): Expr {
  const left = state.expr(node.lexpr ?? nullNode)
  const right = state.expr(node.rexpr ?? nullNode)
  const at = node.location
  const bool = state.world.core('bool')
  const chosen = chooseOperator(state, { name: qualifiedName(node.name), left, right, at })
  if (chosen?.result && chosen.result !== bool) {
    throw new Refusal('42804', 'NULLIF requires = operator to yield boolean', { at })
  }
  const compared = chosen?.wanted[0] ?? null
  const isRow = compared === state.world.core('record')
  const type = chosen && !isRow ? compared : left.type
  const modifiers = type === left.type ? left.modifiers : []
  const form = chosen && { form: { as: 'nullif', call: chosen } as const }
  return makeExpr('call', type, { mark: 'nullif', parts: [left, right], modifiers, at, ...form })
}

function between(state: QueryState, node: A_Expr): Expr {
  const value = state.expr(node.lexpr ?? nullNode)
  const bounds = node.rexpr && 'List' in node.rexpr ? (node.rexpr.List.items ?? []) : []
  const [low, high] = state.exprs(bounds)
  const isNot = node.kind === 'AEXPR_NOT_BETWEEN' || node.kind === 'AEXPR_NOT_BETWEEN_SYM'
  const isSymmetric = node.kind === 'AEXPR_BETWEEN_SYM' || node.kind === 'AEXPR_NOT_BETWEEN_SYM'
  const parts = filtered([value, low, high], (part) => part !== undefined)
  const compare = (operator: string, bound: Expr | undefined) =>
    bound && operatorCall(state, named(operator), { left: value, right: bound, at: node.location })
  const of = flatMapped([compare(isNot ? '<' : '>=', low), compare(isNot ? '>' : '<=', high)], (one) => one ?? [])
  if (isSymmetric) {
    compare(isNot ? '<' : '>=', high)
    compare(isNot ? '>' : '<=', low)
  }
  const form = isSymmetric ? {} : { form: { as: isNot ? 'any' : 'all', of } as const }
  return makeExpr('call', state.world.core('bool'), { mark: node.kind, parts, at: node.location, ...form })
}

/** `transformAExprIn`: one comparison with an array where the constants have a type in common, else one by one. */
function inList(state: QueryState, node: A_Expr): Expr {
  const { world } = state
  const left = state.expr(node.lexpr ?? nullNode)
  const items = node.rexpr && 'List' in node.rexpr ? state.exprs(node.rexpr.List.items) : []
  const at = node.location
  const result = makeExpr('call', world.core('bool'), { mark: 'in', parts: [left, ...items], at })
  const isNot = qualifiedName(node.name).name === '<>'
  const of: Expr[] = []
  const constants = filtered(items, (item) => !hasColumn(item))
  const others = new Set(filtered(items, hasColumn))
  if (constants.length > 1) {
    const common = commonType(state, [left, ...constants], null)
    const array = common && common !== world.core('record') ? common.array : null
    if (common === null) return result
    if (
      array &&
      !isPolymorphic(array) &&
      constants.every(({ type }) => canCoerce(world, type, common ?? null, 'implicit'))
    ) {
      for (const item of constants) coerce(state, item, common ?? null, 'implicit')
      const form = common ? { form: { as: 'array', element: common } as const } : {}
      const right = makeExpr('other', array, { parts: constants, ...form })
      of.push(arrayOperatorCall(state, node.name, { left, right, at, word: isNot ? 'ALL' : 'ANY' }))
    } else for (const item of constants) others.add(item)
  } else for (const item of constants) others.add(item)
  for (const item of items) if (others.has(item)) of.push(compareItem(state, node, { left, right: item }))
  return { ...result, form: { as: isNot ? 'all' : 'any', of } }
}

function compareItem(state: QueryState, node: A_Expr, pair: { left: Expr; right: Expr }): Expr {
  if (pair.left.kind === 'row' && pair.right.kind === 'row') return rowComparison(state, node, pair)
  return operatorCall(state, node.name, { left: pair.left, right: pair.right, at: node.location })
}

function hasColumn(expr: Expr): boolean {
  let found = false
  walkExpr(expr, (part) => {
    if (part.kind === 'column' || part.kind === 'subquery') found = true
    return !found
  })
  return found
}
