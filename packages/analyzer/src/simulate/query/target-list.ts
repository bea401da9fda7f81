import type { Node } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { expandStar } from './column-ref.ts'
import type { Expr } from './expression.ts'
import { projectRow } from './row-expansion.ts'
import type { QueryState, ResultColumn } from './state.ts'
import { figureName } from './target-name.ts'

/** `transformTargetList`; `null` when a `*` stands for columns that cannot be known. */
export function targetList(state: QueryState, nodes: readonly Node[] | undefined): readonly ResultColumn[] | null {
  const targets: ResultColumn[] = []
  let isComplete = true
  for (const node of nodes ?? []) {
    if (!('ResTarget' in node) || !node.ResTarget.val) continue
    const { val, name } = node.ResTarget
    const expanded = expansion(state, val)
    if (expanded === undefined) targets.push({ name: name ?? figureName(val), expr: state.expr(val) })
    else if (expanded === null) isComplete = false
    else targets.push(...expanded)
  }
  return isComplete ? targets : null
}

/** The columns of `*`, `t.*` or `(row).*`; `undefined` for any other expression. */
function expansion(state: QueryState, node: Node): readonly ResultColumn[] | null | undefined {
  if ('ColumnRef' in node) {
    const fields = node.ColumnRef.fields ?? []
    const last = fields.at(-1)
    return last && 'A_Star' in last ? expandStar(state, fields, node.ColumnRef.location) : undefined
  }
  if (!('A_Indirection' in node)) return undefined
  const steps = node.A_Indirection.indirection ?? []
  const last = steps.at(-1)
  if (!last || !('A_Star' in last)) return undefined
  return projectRow(state, node.A_Indirection, steps.slice(0, -1))
}

/** `transformExpressionList`: as a target list without names; `null` when a `*` cannot be expanded. */
export function expressionList(state: QueryState, nodes: readonly Node[] | undefined): readonly Expr[] | null {
  const exprs: Expr[] = []
  let isComplete = true
  for (const node of nodes ?? []) {
    const expanded = expansion(state, node)
    if (expanded === undefined) exprs.push(state.expr(node))
    else if (expanded === null) isComplete = false
    else exprs.push(...mapped(expanded, ({ expr }) => expr))
  }
  return isComplete ? exprs : null
}

/** Literals that nothing typed become text. */
export function resolveUnknowns(state: QueryState, targets: readonly ResultColumn[]): readonly ResultColumn[] {
  const unknown = state.world.core('unknown')
  const text = state.world.core('text')
  return mapped(targets, (target) =>
    target.expr.type === unknown ? { ...target, expr: { ...target.expr, type: text } } : target,
  )
}
