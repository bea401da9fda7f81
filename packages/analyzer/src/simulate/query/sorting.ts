import type { A_Const, Node, SelectStmt } from '@migration-doctor/sql'
import { filtered, mapped } from '../mapped.ts'
import { stringOf } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { type Expr, makeExpr, sameExpr, walkExpr } from './expression.ts'
import { requireEquality, requireOrdering } from './ordering.ts'
import type { QueryState, ResultColumn } from './state.ts'

export interface Targets {
  readonly targets: readonly ResultColumn[]
  /** `false`: there are further columns, which are not known. */
  readonly isComplete: boolean
  /** The ORDER BY of a set operation: names of output columns only. */
  readonly outputOnly?: boolean | undefined
}

type Clause = 'ORDER BY' | 'GROUP BY' | 'DISTINCT ON'

/** `findTargetlistEntrySQL92`: an output name, a position, or an expression of its own. */
function findTarget(state: QueryState, node: Node, about: Targets & { readonly clause: Clause }): Expr {
  const { targets } = about
  const name = bareName(node)
  const named = name === null ? null : namedTarget(state, name, { node, about })
  const chosen = named ?? ('A_Const' in node ? positioned(node.A_Const, about) : null)
  if (chosen) {
    if (about.clause === 'GROUP BY') refuseUngroupable(state, chosen)
    return chosen
  }
  if (about.outputOnly) {
    throw new Refusal('0A000', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause')
  }
  const expr = state.expr(node)
  return targets.find((target) => sameExpr(target.expr, expr))?.expr ?? expr
}

/** `checkTargetlistEntrySQL92`: an output column that is computed after grouping cannot be grouped by. */
function refuseUngroupable(state: QueryState, target: Expr): void {
  walkExpr(target, (part) => {
    if (part.kind === 'aggregate' && part.level === state)
      throw new Refusal('42803', 'aggregate functions are not allowed in GROUP BY', { at: part.at })
    if (part.kind === 'window')
      throw new Refusal('42P20', 'window functions are not allowed in GROUP BY', { at: part.at })
    return part.kind !== 'subquery'
  })
}

function bareName(node: Node): string | null {
  if (!('ColumnRef' in node)) return null
  const fields = node.ColumnRef.fields ?? []
  const [only] = fields
  return fields.length === 1 && only && 'String' in only ? stringOf(only) : null
}

function namedTarget(
  state: QueryState,
  name: string,
  { node, about }: { node: Node; about: Targets & { readonly clause: Clause } },
): Expr | null {
  const at = 'ColumnRef' in node ? node.ColumnRef.location : undefined
  if (about.clause === 'GROUP BY' && hasColumn(state, name)) return null
  let found: Expr | null = null
  for (const target of about.targets) {
    if (target.name !== name) continue
    if (found && !sameExpr(found, target.expr))
      throw new Refusal('42702', `${about.clause} "${name}" is ambiguous`, { at })
    found ??= target.expr
  }
  if (!found && !about.isComplete) return makeExpr('other', null, { mark: name })
  if (!found && about.outputOnly) throw new Refusal('42703', `column "${name}" does not exist`, { at })
  return found
}

/** Is it a column of this level's FROM? An ambiguous one is, too. */
function hasColumn(state: QueryState, name: string): boolean {
  return state.items.some((item) => item.columnsVisible && item.find(name) !== undefined)
}

function positioned(node: A_Const, about: Targets & { readonly clause: Clause }): Expr {
  const at = node.location
  if (!node.ival) throw new Refusal('42601', `non-integer constant in ${about.clause}`, { at })
  const position = node.ival.ival ?? 0
  const found = about.targets[position - 1]?.expr
  if (found) return found
  if (!about.isComplete && position > 0) return makeExpr('other', null, { mark: position })
  throw new Refusal('42P10', `${about.clause} position ${position} is not in select list`, { at })
}

const forClause = ({ targets, isComplete, outputOnly }: Targets, clause: Clause) => ({
  targets,
  isComplete,
  outputOnly,
  clause,
})

/** `transformSortClause`: the expressions sorted by. */
export function sortClause(state: QueryState, nodes: readonly Node[] | undefined, about: Targets): readonly Expr[] {
  return mapped(nodes ?? [], (item) =>
    state.in('order by', () => {
      const node = 'SortBy' in item ? (item.SortBy.node ?? item) : item
      const expr = findTarget(state, node, forClause(about, 'ORDER BY'))
      if (!('SortBy' in item && item.SortBy.useOp?.length)) requireOrdering(state, expr)
      return expr
    }),
  )
}

export interface Grouped {
  readonly keys: readonly Expr[]
  /** Only some grouping sets hold each key: functional dependency does not apply. */
  readonly hasSets: boolean
}

/** `transformGroupClause`. */
export function groupClause(state: QueryState, nodes: readonly Node[] | undefined, about: Targets): Grouped {
  const keys: Expr[] = []
  let hasSets = false
  const visit = (node: Node): void => {
    if ('GroupingSet' in node) {
      hasSets = true
      for (const inner of node.GroupingSet.content ?? []) visit(inner)
    } else if ('RowExpr' in node && node.RowExpr.row_format === 'COERCE_IMPLICIT_CAST') {
      for (const inner of node.RowExpr.args ?? []) visit(inner)
    } else if ('List' in node) for (const inner of node.List.items ?? []) visit(inner)
    else {
      const expr = findTarget(state, node, forClause(about, 'GROUP BY'))
      requireEquality(state, expr)
      keys.push(expr)
    }
  }
  state.in('group by', () => {
    for (const node of nodes ?? []) visit(node)
  })
  return { keys, hasSets }
}

/** `transformDistinctClause` and `transformDistinctOnClause`. */
export function distinctClause(
  state: QueryState,
  node: SelectStmt,
  { targets, sorted }: { targets: readonly ResultColumn[]; sorted: readonly Expr[] },
): void {
  const distinct = node.distinctClause
  if (!distinct?.length) return
  const on = filtered(distinct, (item) => Object.keys(item).length > 0)
  if (on.length === 0) {
    for (const key of sorted) {
      if (key.type === null || targets.some(({ expr }) => expr === key)) continue
      throw new Refusal('42P10', 'for SELECT DISTINCT, ORDER BY expressions must appear in select list', { at: key.at })
    }
    for (const { expr } of targets) requireEquality(state, expr)
    return
  }
  const keys = mapped(on, (item) =>
    state.in('distinct on', () => findTarget(state, item, { targets, isComplete: true, clause: 'DISTINCT ON' })),
  )
  refuseOtherOrder(keys, sorted)
}

function refuseOtherOrder(keys: readonly Expr[], sorted: readonly Expr[]): void {
  const isKey = (expr: Expr) => keys.some((key) => sameExpr(key, expr))
  let skipped = false
  const seen: Expr[] = []
  for (const expr of sorted) {
    if (isKey(expr)) {
      if (skipped)
        throw new Refusal('42P10', 'SELECT DISTINCT ON expressions must match initial ORDER BY expressions', {
          at: expr.at,
        })
      seen.push(expr)
    } else skipped = true
  }
  const left = filtered(keys, (key) => !seen.some((expr) => sameExpr(expr, key)))
  if (skipped && left.length > 0) {
    throw new Refusal('42P10', 'SELECT DISTINCT ON expressions must match initial ORDER BY expressions', {
      at: left[0]?.at,
    })
  }
}
