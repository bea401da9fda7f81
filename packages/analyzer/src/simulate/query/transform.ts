import { kindOf, type Node, type NodeKind, type NodeOf } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { requireCollation } from '../require-collation.ts'
import { transformCall } from './call.ts'
import { arrayExpression, typeCast } from './cast.ts'
import { columnRef } from './column-ref.ts'
import { constant } from './constant.ts'
import { type Expr, makeExpr } from './expression.ts'
import { indirection } from './indirection.ts'
import { jsonHandlers } from './json.ts'
import { operatorExpression } from './operator-expression.ts'
import {
  booleanExpression,
  booleanTest,
  caseExpression,
  coalesce,
  minMax,
  nullTest,
  rowExpression,
  sqlValueFunction,
} from './special.ts'
import type { QueryState } from './state.ts'
import { subLink } from './sublink.ts'
import { xmlExpression, xmlSerialize } from './xml.ts'

type Handler = (state: QueryState, node: Node) => Expr

/** Pairs a node kind with the analysis of its body. */
function on<K extends NodeKind>(
  kind: K,
  handle: (state: QueryState, body: NodeOf<K>) => Expr,
): readonly [string, Handler] {
  return [kind, (state, node) => handle(state, (node as unknown as Record<K, NodeOf<K>>)[kind])]
}

const handlers = new Map<string, Handler>([
  on('ColumnRef', columnRef),
  on('A_Const', constant),
  on('ParamRef', (state, ref) => {
    const number = ref.number ?? 0
    const { variables } = state.gathered
    const type = variables?.positions[number - 1] ?? null
    if (variables?.isClosed && number > variables.positions.length) {
      throw new Refusal('42P02', `there is no parameter $${number}`, { at: ref.location })
    }
    return makeExpr('other', type, { mark: `$${number}`, at: ref.location })
  }),
  on('A_Indirection', indirection),
  on('A_ArrayExpr', (state, node) => arrayExpression(state, node, null)),
  on('TypeCast', typeCast),
  on('CollateClause', (state, node) => collate(state, node)),
  on('A_Expr', operatorExpression),
  on('BoolExpr', booleanExpression),
  on('FuncCall', transformCall),
  on('NamedArgExpr', (state, node) => state.expr(required(node.arg))),
  on('GroupingFunc', (state, node) => {
    const parts = state.exprs(node.args)
    return makeExpr('grouping', state.world.core('int4'), { parts, at: node.location })
  }),
  on('SubLink', subLink),
  on('CaseExpr', caseExpression),
  on('RowExpr', rowExpression),
  on('CoalesceExpr', coalesce),
  on('MinMaxExpr', minMax),
  on('SQLValueFunction', sqlValueFunction),
  on('NullTest', nullTest),
  on('BooleanTest', booleanTest),
  on('XmlExpr', xmlExpression),
  on('XmlSerialize', xmlSerialize),
  on('CurrentOfExpr', (state) => makeExpr('other', state.world.core('bool'))),
  on('MergeSupportFunc', (state) => makeExpr('other', state.world.core('text'))),
  on('SetToDefault', (_state, node) => {
    throw new Refusal('42601', 'DEFAULT is not allowed in this context', { at: node.location })
  }),
  ...jsonHandlers(on),
])

/** `transformExprRecurse`: finds the types of an expression, or refuses it as PostgreSQL does. */
export function transformExpression(state: QueryState, node: Node): Expr {
  const handler = handlers.get(kindOf(node))
  if (handler) return handler(state, node)
  state.gathered.doubt()
  return makeExpr('other', null, { mark: {} })
}

function collate(state: QueryState, node: NodeOf<'CollateClause'>): Expr {
  const arg = state.expr(required(node.arg))
  refuseUncollatable(state, arg, node.location)
  const collation = requireCollation(state.session, node.collname ?? [], node.location)
  if (collation) state.use(collation)
  const { form: _, ...rest } = arg
  const form = collation ? { form: { as: 'collate', collation } as const } : {}
  const mark = `collate ${(node.collname ?? []).map(stringOf).join('.')}`
  return { ...rest, kind: 'other', mark, parts: [arg], ...form }
}

function refuseUncollatable(state: QueryState, arg: Expr, at: number | undefined): void {
  const facts = arg.type && state.world.facts(arg.type)
  if (!facts || facts.collatable || arg.type === state.world.core('unknown') || facts.kind === 'pseudo') return
  throw new Refusal('42804', `collations are not supported by type ${facts.name}`, { at })
}

function required(node: Node | undefined): Node {
  return node ?? { A_Const: { isnull: true } }
}
