import type {
  BoolExpr,
  BooleanTest,
  CaseExpr,
  CoalesceExpr,
  MinMaxExpr,
  Node,
  NullTest,
  RowExpr,
  SQLValueFunction,
} from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { coerceToBoolean, coerceToCommon, commonModifiers, commonType } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import { operatorCall } from './operator.ts'
import type { QueryState } from './state.ts'
import { expressionList } from './target-list.ts'
import type { CoreTypeName } from './world.ts'

const words = { AND_EXPR: 'AND', OR_EXPR: 'OR', NOT_EXPR: 'NOT' } as const

export function booleanExpression(state: QueryState, node: BoolExpr): Expr {
  const word = node.boolop && node.boolop in words ? words[node.boolop as keyof typeof words] : 'AND'
  const parts = state.exprs(node.args)
  for (const part of parts) coerceToBoolean(state, part, word)
  return makeExpr('call', state.world.core('bool'), { mark: word, parts, at: node.location, form: { as: word } })
}

export function booleanTest(state: QueryState, node: BooleanTest): Expr {
  const parts = state.exprs(node.arg ? [node.arg] : [])
  const construct = (node.booltesttype ?? 'IS_TRUE').replaceAll('_', ' ')
  for (const part of parts) coerceToBoolean(state, part, construct)
  const form = { as: 'boolean test', words: construct } as const
  return makeExpr('call', state.world.core('bool'), { mark: construct, parts, at: node.location, form })
}

export function nullTest(state: QueryState, node: NullTest): Expr {
  const parts = state.exprs(node.arg ? [node.arg] : [])
  const form = { as: 'null test', words: node.nulltesttype === 'IS_NOT_NULL' ? 'IS NOT NULL' : 'IS NULL' } as const
  return makeExpr('call', state.world.core('bool'), { mark: node.nulltesttype, parts, at: node.location, form })
}

const nullNode: Node = { A_Const: { isnull: true } }

/** `transformCaseExpr`. */
export function caseExpression(state: QueryState, node: CaseExpr): Expr {
  const tested = node.arg ? testedValue(state, node.arg) : null
  const conditions: Expr[] = []
  const results: Expr[] = []
  for (const item of node.args ?? []) {
    if (!('CaseWhen' in item)) continue
    const when = item.CaseWhen
    const written = state.expr(when.expr ?? nullNode)
    const condition = tested
      ? operatorCall(state, [{ String: { sval: '=' } }], { left: tested, right: written, at: when.location })
      : written
    coerceToBoolean(state, condition, 'CASE/WHEN')
    conditions.push(condition)
    results.push(state.expr(when.result ?? nullNode))
  }
  const otherwise = state.expr(node.defresult ?? nullNode)
  const branches = [otherwise, ...results]
  const type = commonType(state, branches, 'CASE') ?? null
  coerceToCommon(state, branches, type, 'CASE/WHEN')
  const parts = [...(tested ? [tested] : []), ...conditions, ...branches]
  refuseSets(state, parts, 'CASE')
  const whens = conditions.flatMap((condition, at) => {
    const result = results[at]
    return result ? [{ condition, result }] : []
  })
  const returnsSet = parts.some((part) => part.returnsSet)
  return makeExpr('call', type, {
    mark: 'case',
    parts,
    at: node.location,
    modifiers: commonModifiers(branches, type),
    returnsSet,
    form: { as: 'case', tested, whens, otherwise },
  })
}

function testedValue(state: QueryState, node: Node): Expr {
  const value = state.expr(node)
  return value.type === state.world.core('unknown')
    ? makeExpr('other', state.world.core('text'), { mark: 'case', parts: [value] })
    : value
}

function refuseSets(_state: QueryState, parts: readonly Expr[], construct: string): void {
  const set = parts.find((part) => part.returnsSet)
  if (set) throw new Refusal('0A000', `set-returning functions are not allowed in ${construct}`, { at: set.at })
}

export function coalesce(state: QueryState, node: CoalesceExpr): Expr {
  const parts = state.exprs(node.args)
  const type = commonType(state, parts, 'COALESCE') ?? null
  coerceToCommon(state, parts, type, 'COALESCE')
  refuseSets(state, parts, 'COALESCE')
  const modifiers = commonModifiers(parts, type)
  return makeExpr('call', type, { mark: 'coalesce', parts, at: node.location, modifiers, form: { as: 'COALESCE' } })
}

export function minMax(state: QueryState, node: MinMaxExpr): Expr {
  const construct = node.op === 'IS_LEAST' ? 'LEAST' : 'GREATEST'
  const parts = state.exprs(node.args)
  const type = commonType(state, parts, construct) ?? null
  coerceToCommon(state, parts, type, construct)
  const modifiers = commonModifiers(parts, type)
  return makeExpr('call', type, { mark: construct, parts, at: node.location, modifiers, form: { as: construct } })
}

export function rowExpression(state: QueryState, node: RowExpr): Expr {
  const parts = expressionList(state, node.args)
  if (parts === null) return makeExpr('other', state.world.core('record'), { mark: {}, at: node.location })
  return makeExpr('row', state.world.core('record'), { parts, at: node.location, form: { as: 'row' } })
}

const valueTypes: Readonly<Record<string, CoreTypeName>> = {
  SVFOP_CURRENT_DATE: 'date',
  SVFOP_CURRENT_TIME: 'timetz',
  SVFOP_CURRENT_TIME_N: 'timetz',
  SVFOP_CURRENT_TIMESTAMP: 'timestamptz',
  SVFOP_CURRENT_TIMESTAMP_N: 'timestamptz',
  SVFOP_LOCALTIME: 'time',
  SVFOP_LOCALTIME_N: 'time',
  SVFOP_LOCALTIMESTAMP: 'timestamp',
  SVFOP_LOCALTIMESTAMP_N: 'timestamp',
}

export function sqlValueFunction(state: QueryState, node: SQLValueFunction): Expr {
  const op = node.op ?? ''
  state.gathered.worsen('s')
  const modifiers = op.endsWith('_N') && node.typmod !== undefined && node.typmod >= 0 ? [node.typmod] : []
  const words = op.replace(/^SVFOP_/, '')
  const form = {
    as: 'keyword',
    words: words.endsWith('_N') ? `${words.slice(0, -2)}(${node.typmod ?? 0})` : words,
  } as const
  return makeExpr('call', state.world.core(valueTypes[op] ?? 'name'), { mark: op, modifiers, at: node.location, form })
}
