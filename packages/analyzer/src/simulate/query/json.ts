import type {
  JsonAggConstructor,
  JsonFuncExpr,
  JsonKeyValue,
  JsonOutput,
  JsonValueExpr,
  Node,
  NodeKind,
  NodeOf,
} from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { aggregateLevel } from './aggregate.ts'
import { filterOf, openWindow } from './call.ts'
import { typeNamed } from './cast.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'
import { selectOf } from './sublink.ts'
import type { CoreTypeName } from './world.ts'

type Handler = (state: QueryState, node: Node) => Expr
type On = <K extends NodeKind>(
  kind: K,
  handle: (state: QueryState, body: NodeOf<K>) => Expr,
) => readonly [string, Handler]

const value = (state: QueryState, node: JsonValueExpr | undefined): Expr[] =>
  node?.raw_expr ? [state.expr(node.raw_expr)] : []

const pair = (state: QueryState, node: JsonKeyValue | undefined): Expr[] => [
  ...(node?.key ? [state.expr(node.key)] : []),
  ...value(state, node?.value),
]

function returning(state: QueryState, output: JsonOutput | undefined, otherwise: CoreTypeName) {
  if (!output?.typeName) return { type: state.world.core(otherwise), modifiers: [] as readonly number[] }
  const use = typeNamed(state, output.typeName)
  return { type: use?.type ?? null, modifiers: use?.modifiers ?? [] }
}

function made(
  state: QueryState,
  parts: readonly Expr[],
  result: { type: Expr['type']; modifiers: readonly number[] },
): Expr {
  state.gathered.worsen('s')
  return makeExpr('call', result.type, { modifiers: result.modifiers, parts, mark: {} })
}

function aggregated(state: QueryState, parts: readonly Expr[], node: JsonAggConstructor | undefined): Expr {
  const filter = node?.agg_filter ? [filterOf(state, node.agg_filter)] : []
  const { type, modifiers } = returning(state, node?.output, 'json')
  if (node?.over) {
    openWindow(state, node.over)
    return makeExpr('window', type, { modifiers, parts, mark: {}, at: node.location })
  }
  const level = aggregateLevel(state, [...parts, ...filter], node?.location)
  return makeExpr('aggregate', type, { modifiers, parts, mark: {}, at: node?.location, level })
}

/** SQL/JSON came in steps; before, its syntax was either none or that of a plain function call. */
function since(
  state: QueryState,
  major: number,
  call: { name: string; looksPlain: boolean; at?: number | undefined },
): void {
  if (state.session.pgVersion >= major) return
  const { name, looksPlain, at } = call
  if (looksPlain) throw new Refusal('42883', `function ${name} does not exist`, { at })
  throw new Refusal('42601', 'syntax error', { at })
}

/** The SQL/JSON constructors, predicates and query functions. */
export function jsonHandlers(on: On): readonly (readonly [string, Handler])[] {
  return [
    on('JsonValueExpr', (state, node) => value(state, node)[0] ?? makeExpr('other', null)),
    on('JsonKeyValue', (state, node) => makeExpr('row', null, { parts: pair(state, node) })),
    on('JsonObjectConstructor', (state, node) => {
      since(state, 16, { name: 'json_object', looksPlain: !node.exprs?.length && !node.output, at: node.location })
      return made(state, state.exprs(node.exprs), returning(state, node.output, 'json'))
    }),
    on('JsonArrayConstructor', (state, node) => {
      since(state, 16, { name: 'json_array', looksPlain: !node.output, at: node.location })
      return made(state, state.exprs(node.exprs), returning(state, node.output, 'json'))
    }),
    on('JsonArrayQueryConstructor', (state, node) => {
      since(state, 16, { name: 'json_array', looksPlain: false, at: node.location })
      const query = selectOf(node.query)
      if (query) state.subquery(query)
      return made(state, [], returning(state, node.output, 'json'))
    }),
    on('JsonObjectAgg', (state, node) => {
      since(state, 16, { name: 'json_objectagg', looksPlain: false })
      return aggregated(state, pair(state, node.arg), node.constructor)
    }),
    on('JsonArrayAgg', (state, node) => {
      since(state, 16, { name: 'json_arrayagg', looksPlain: !node.constructor?.output })
      return aggregated(state, value(state, node.arg), node.constructor)
    }),
    on('JsonParseExpr', (state, node) => {
      since(state, 17, { name: 'json', looksPlain: true, at: node.location })
      return made(state, value(state, node.expr), returning(state, node.output, 'json'))
    }),
    on('JsonScalarExpr', (state, node) => {
      since(state, 17, { name: 'json_scalar', looksPlain: !node.output, at: node.location })
      return made(state, state.exprs(node.expr ? [node.expr] : []), returning(state, node.output, 'json'))
    }),
    on('JsonSerializeExpr', (state, node) => {
      since(state, 17, { name: 'json_serialize', looksPlain: !node.output, at: node.location })
      return made(state, value(state, node.expr), returning(state, node.output, 'text'))
    }),
    on('JsonIsPredicate', (state, node) => {
      since(state, 16, { name: 'json', looksPlain: false, at: node.location })
      const parts = state.exprs(node.expr ? [node.expr] : [])
      return makeExpr('call', state.world.core('bool'), { parts, mark: node.item_type, at: node.location })
    }),
    on('JsonFuncExpr', jsonFunction),
  ]
}

const functionNames: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
}

function jsonFunction(state: QueryState, node: JsonFuncExpr): Expr {
  const looksPlain = !node.output && !node.passing?.length && !node.on_error && !node.on_empty
  since(state, 17, { name: functionNames[node.op ?? ''] ?? 'json_query', looksPlain, at: node.location })
  const passed = (node.passing ?? []).flatMap((arg) =>
    'JsonArgument' in arg ? value(state, arg.JsonArgument.val) : [],
  )
  const parts = [...value(state, node.context_item), ...state.exprs(node.pathspec ? [node.pathspec] : []), ...passed]
  const otherwise = node.op === 'JSON_EXISTS_OP' ? 'bool' : node.op === 'JSON_VALUE_OP' ? 'text' : 'jsonb'
  return made(state, parts, returning(state, node.output, otherwise))
}
