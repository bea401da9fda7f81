import type { Node } from '@migration-doctor/sql'
import type { Relation, Type, TypeUse } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { shownType } from '../types.ts'
import { analyzeCall } from './call-statement.ts'
import { analyzeDelete, analyzeMerge, analyzeUpdate } from './change.ts'
import { coerce, shownOf } from './coerce.ts'
import { analyzeCopy } from './copy.ts'
import { analyzeInsert } from './insert.ts'
import type { ExpressionKind } from './kinds.ts'
import { type NsItem, relationItem } from './namespace.ts'
import { analyzeSelect } from './select.ts'
import { type Analyzers, QueryState, type ResultColumns, type Variables } from './state.ts'
import { transformExpression } from './transform.ts'
import type { Uses } from './uses.ts'

export type { ExpressionKind, Uses, Variables }

/** The names that an expression may use. */
export interface Scope {
  /** What the expression is for; decides whether it may hold subqueries, aggregates, columns. */
  readonly kind?: ExpressionKind
  /** Type of the word VALUE in a domain's check. */
  readonly value?: Type | null
  /** Relations whose columns are visible, in order, with the name they go by. */
  readonly relations: readonly { readonly alias: string; readonly relation: Relation }[]
  /** Parameters of a function or variables of PL/pgSQL. */
  readonly variables?: Variables
}

export interface Expression {
  /** `null` when it cannot be known; PostgreSQL's `unknown` for a bare literal. */
  readonly type: Type | null
  readonly modifiers: readonly number[]
  /** The worst of all functions, operators and casts in it. */
  readonly volatility: 'i' | 's' | 'v'
  readonly uses: Uses
}

export interface QueryColumn {
  readonly name: string
  /** `null` when it cannot be known. */
  readonly type: TypeUse | null
}

export interface Query {
  /** `null` when not even the names can be known. */
  readonly columns: readonly QueryColumn[] | null
  readonly uses: Uses
}

/** The scope of CHECK constraints, index expressions, defaults of generated columns, policies and rules of one table. */
export function relationScope(relation: Relation, alias = relation.name, kind: ExpressionKind = 'other'): Scope {
  return { relations: [{ alias, relation }], kind }
}

export const emptyScope: Scope = { relations: [] }

/** Where the value goes: it must be assignable to the type (42804 otherwise). */
export interface Target {
  readonly type: TypeUse
  readonly what: 'default'
  readonly column: string
}

const analyzers: Analyzers = {
  expression: transformExpression,
  select: analyzeSelect,
  modify(state, node) {
    if ('InsertStmt' in node) return analyzeInsert(state, node.InsertStmt)
    if ('UpdateStmt' in node) return analyzeUpdate(state, node.UpdateStmt)
    if ('DeleteStmt' in node) return analyzeDelete(state, node.DeleteStmt)
    if ('MergeStmt' in node) return analyzeMerge(state, node.MergeStmt)
    return null
  },
}

function stateOf(session: Session, scope: Scope): QueryState {
  const state = new QueryState(session, analyzers)
  state.kind = scope.kind ?? 'other'
  for (const { alias, relation } of scope.relations) state.addItem(scopeItem(relation, alias))
  const names = new Map(scope.variables?.names ?? [])
  if (scope.value !== undefined) names.set('value', scope.value)
  state.gathered.variables = { names, positions: scope.variables?.positions ?? [] }
  return state
}

function scopeItem(relation: Relation, alias: string): NsItem {
  return relationItem(relation, alias === relation.name ? null : alias)
}

/** Analyses one expression as PostgreSQL's `transformExpr` does. @throws Refusal, Unknowable */
export function analyzeExpression(session: Session, node: Node | undefined, scope: Scope, target?: Target): Expression {
  const state = stateOf(session, scope)
  if (!node) return { type: null, modifiers: [], volatility: 'i', uses: state.gathered.uses }
  const expr = state.expr(node)
  if (target && target.type.type.kind !== 'unknown' && !coerce(state, expr, target.type.type, 'assignment')) {
    const generated = scope.kind === 'generated' ? 'generation' : 'default'
    const message = `column "${target.column}" is of type ${shownType(target.type.type)} but ${generated} expression is of type ${shownOf(expr)}`
    throw new Refusal('42804', message, { at: expr.at })
  }
  return {
    type: expr.type,
    modifiers: expr.modifiers,
    volatility: state.gathered.volatility,
    uses: state.gathered.uses,
  }
}

/** Analyses a SELECT, VALUES or set operation, or a modification with RETURNING. @throws Refusal, Unknowable */
export function analyzeQuery(session: Session, node: Node | undefined, variables?: Variables): Query {
  const state = stateOf(session, variables ? { relations: [], variables } : emptyScope)
  const columns = node ? resultOf(state, node) : null
  const shown = columns?.map(({ name, expr }) => ({
    name,
    type: expr.type && { type: expr.type, modifiers: expr.modifiers },
  }))
  return { columns: shown ?? null, uses: state.gathered.uses }
}

function resultOf(state: QueryState, node: Node): ResultColumns {
  if ('SelectStmt' in node) return state.select(node.SelectStmt)
  return state.modify(node) ?? null
}

/** Analyses INSERT, UPDATE, DELETE, MERGE, COPY, CALL or a bare SELECT for the tables and columns it names. @throws Refusal, Unknowable */
export function analyzeDml(session: Session, node: Node, variables?: Variables): Uses {
  const state = stateOf(session, variables ? { relations: [], variables } : emptyScope)
  if ('CopyStmt' in node) analyzeCopy(state, node.CopyStmt)
  else if ('CallStmt' in node) analyzeCall(state, node.CallStmt)
  else resultOf(state, node)
  return state.gathered.uses
}
