import type { MultiAssignRef, Node, ResTarget } from '@migration-doctor/sql'
import { flatMapped, mapped } from '../mapped.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { assign, generatedState, isDefaultNode, targetColumn } from './assignment.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'
import { selectOf } from './sublink.ts'

/** SET of UPDATE, ON CONFLICT DO UPDATE and MERGE: values first, then the columns they go to. */
export function updateTargets(state: QueryState, relation: Relation | null, nodes: readonly Node[] | undefined): void {
  const targets = flatMapped(nodes ?? [], (node) => ('ResTarget' in node ? [node.ResTarget] : []))
  const sources = new Map<Node, readonly (Expr | null)[]>()
  const values = state.in('update source', () => mapped(targets, (target) => assignedValue(state, target, sources)))
  if (!relation) return
  const seen = new Set<Column>()
  let twice: Column | null = null
  for (const [at, target] of targets.entries()) {
    const column = targetColumn(state, relation, target.name ?? '', target.location)
    const value = values[at]
    if (!column) continue
    if (target.indirection?.length) continue
    if (seen.has(column)) twice = column
    seen.add(column)
    if (value) assign(state, column, value)
  }
  state.gathered.whenRewritten.push(() => {
    if (twice) throw new Refusal('42601', `multiple assignments to same column "${twice.name}"`)
    for (const [at, target] of targets.entries()) {
      refuseGenerated(state, relation.columns.get(target.name ?? ''), values[at] ?? null)
    }
  })
}

function refuseGenerated(state: QueryState, column: Column | undefined, value: Expr | null): void {
  if (!column || value?.kind === 'default') return
  if (column.generated || column.identity === 'always') {
    throw new Refusal(generatedState(state, column), `column "${column.name}" can only be updated to DEFAULT`)
  }
}

/** `null`: not known. */
function assignedValue(
  state: QueryState,
  target: ResTarget,
  sources: Map<Node, readonly (Expr | null)[]>,
): Expr | null {
  const { val } = target
  if (!val) return null
  if ('MultiAssignRef' in val) return partOf(state, val.MultiAssignRef, sources)
  if (isDefaultNode(val)) return makeExpr('default', null)
  return state.expr(val)
}

/** One column of `SET (a, b) = …`; the source is analysed once. */
function partOf(state: QueryState, node: MultiAssignRef, sources: Map<Node, readonly (Expr | null)[]>): Expr | null {
  const { source } = node
  if (!source) return null
  const position = (node.colno ?? 1) - 1
  const first = position === 0
  const key = [...sources.keys()].at(-1)
  const parts = first || !key ? sourceParts(state, source, node.ncolumns ?? 0) : sources.get(key)
  if (first) sources.set(source, parts ?? [])
  return parts?.[position] ?? null
}

function sourceParts(state: QueryState, source: Node, wanted: number): readonly (Expr | null)[] {
  if ('SubLink' in source) {
    const query = selectOf(source.SubLink.subselect)
    const columns = query ? state.subquery(query, true).columns : null
    if (columns === null) return []
    if (columns.length !== wanted) {
      throw new Refusal('42601', 'number of columns does not match number of values', { at: source.SubLink.location })
    }
    return mapped(columns, ({ expr }) =>
      expr.kind === 'literal' ? expr : makeExpr('other', expr.type, { at: expr.at }),
    )
  }
  if ('RowExpr' in source) {
    const args = source.RowExpr.args ?? []
    if (args.length !== wanted) {
      throw new Refusal('42601', 'number of columns does not match number of values', { at: source.RowExpr.location })
    }
    return mapped(args, (arg) => (isDefaultNode(arg) ? makeExpr('default', null) : state.expr(arg)))
  }
  throw new Refusal('0A000', 'source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression')
}
