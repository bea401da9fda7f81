import type { Node } from '@migration-doctor/sql'
import type { QualifiedName } from '../names.ts'
import type { Column, Relation, Type, TypeUse } from '../objects.ts'
import { refuseRecursiveViews } from '../recursive-views.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { sameModifiers, shownType } from '../types.ts'
import { analyzeCall } from './call-statement.ts'
import { analyzeDelete, analyzeMerge, analyzeUpdate } from './change.ts'
import { coerce, coerceToBoolean, plannedModifiers, shownOf } from './coerce.ts'
import { analyzeCopy } from './copy.ts'
import { type Expr, makeExpr } from './expression.ts'
import { analyzeInsert } from './insert.ts'
import type { ExpressionKind } from './kinds.ts'
import { relationItem } from './namespace.ts'
import { chooseOperator } from './operator.ts'
import { analyzeSelect } from './select.ts'
import { type Analyzers, QueryState, type ResultColumns, type Variables } from './state.ts'
import { transformExpression } from './transform.ts'
import type { Uses } from './uses.ts'
import type { OperatorFacts } from './world.ts'

export type { ExpressionKind, Uses, Variables }

/** The names that an expression may use. */
export interface Scope {
  /** What the expression is for; decides whether it may hold subqueries, aggregates, columns. */
  readonly kind: ExpressionKind
  /** Type of the word VALUE in a domain's check; `undefined` elsewhere. */
  readonly value: Type | null | undefined
  /** Relations whose columns are visible, in order, with the name they go by. */
  readonly relations: readonly ScopeRelation[]
  /** Parameters of a function or variables of PL/pgSQL. */
  readonly variables: Variables | undefined
}

export interface ScopeRelation {
  readonly alias: string
  readonly relation: Relation
  /** Its columns must not be used (42P17), for this reason. */
  readonly forbidden: string | null
}

export interface Expression {
  /** `null` when it cannot be known; PostgreSQL's `unknown` for a bare literal. */
  readonly type: Type | null
  readonly modifiers: readonly number[]
  /** The one column that it is, also behind COLLATE and casts that do nothing; `null`: it is more than a column. */
  readonly sole: { readonly name: string; readonly column: Column | null } | null
  /** The worst of all functions, operators and casts in it. */
  readonly volatility: 'i' | 's' | 'v'
  readonly uses: Uses
  /** Types that literals and columns were turned into, by where they stand in the text. */
  readonly coercions: ReadonlyMap<number, Type>
  /** What it is, to be kept; `null` for no expression. */
  readonly analysed: Analysed | null
}

export interface QueryColumn {
  readonly name: string
  /** `null` when it cannot be known. */
  readonly type: TypeUse | null
  /** The modifiers that are left when the query has been planned. */
  readonly planned?: readonly number[]
}

export interface Query {
  /** `null` when not even the names can be known. */
  readonly columns: readonly QueryColumn[] | null
  readonly uses: Uses
}

/** The scope of CHECK constraints, index expressions, defaults of generated columns, policies and rules of one table. */
export function relationScope(relation: Relation, alias = relation.name, kind: ExpressionKind = 'other'): Scope {
  return { kind, value: undefined, relations: [{ alias, relation, forbidden: null }], variables: undefined }
}

/** No relation is seen. */
export const bareScope = (
  kind: ExpressionKind = 'other',
  names: Partial<Pick<Scope, 'value' | 'variables'>> = {},
): Scope => ({
  kind,
  value: names.value,
  relations: noRelations,
  variables: names.variables,
})

const noRelations: readonly ScopeRelation[] = []

/** An analysed expression, with what its literals name. */
export interface Analysed {
  readonly expr: Expr
  readonly named: ReadonlyMap<number, Relation>
}

/** Where the value goes: it must be assignable to the type (42804 otherwise). */
export interface Target {
  readonly type: TypeUse
  readonly what: 'default' | 'parameter' | 'using'
  readonly column: string
}

/** Conditions, and the word by which PostgreSQL names each. */
const conditions: { readonly [K in ExpressionKind]?: string } = {
  'check constraint': 'CHECK',
  'domain check': 'CHECK',
  'index predicate': 'WHERE',
  policy: 'POLICY',
  'trigger when': 'WHEN',
  where: 'WHERE',
}

/** Expressions that may not change from one evaluation to the next. */
const immutable: { readonly [K in ExpressionKind]?: string } = {
  'index expression': 'functions in index expression must be marked IMMUTABLE',
  'index predicate': 'functions in index predicate must be marked IMMUTABLE',
  'partition key': 'functions in partition key expression must be marked IMMUTABLE',
  generated: 'generation expression is not immutable',
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
  state.kind = scope.kind
  for (const { alias, relation, forbidden } of scope.relations) {
    const item = relationItem(relation, alias === relation.name ? null : alias)
    item.forbidden = forbidden
    state.addItem(item)
  }
  state.gathered.variables = variablesOf(scope)
  return state
}

const noVariables: Variables = { positions: [], names: new Map() }

function variablesOf({ variables, value }: Scope): Variables {
  if (value === undefined) return variables ?? noVariables
  const names = new Map(variables?.names ?? []).set('value', value)
  return { positions: [], ...variables, names }
}

/**
 * Analyses one expression as PostgreSQL's `transformExpr` does, with what its kind demands: a condition is boolean,
 * an index expression immutable. @throws Refusal, Unknowable
 */
export function analyzeExpression(session: Session, node: Node | undefined, scope: Scope, target?: Target): Expression {
  const state = stateOf(session, scope)
  const { uses } = state.gathered
  if (!node)
    return { sole: null, type: null, modifiers: [], volatility: 'i', uses, coercions: new Map(), analysed: null }
  const expr = state.expr(node)
  const condition = conditions[state.kind]
  if (condition !== undefined) coerceToBoolean(state, expr, condition)
  for (const check of state.gathered.whenRewritten) check()
  refuseMutable(state)
  if (target) refuseUnassignable(state, expr, target)
  return {
    type: expr.type,
    modifiers: expr.modifiers,
    sole: soleColumn(expr, session.pgVersion),
    volatility: state.gathered.volatility,
    uses,
    coercions: state.gathered.coercions,
    analysed: { expr, named: state.gathered.named },
  }
}

/** The operator that two values of a type would be compared by; `null` when it cannot be known. @throws Refusal */
export function requireOperator(session: Session, name: QualifiedName, type: Type): OperatorFacts | null {
  const value = makeExpr('other', type)
  const call = { name, left: value, right: value, at: undefined }
  return chooseOperator(stateOf(session, bareScope()), call)?.operator ?? null
}

/** A column, also under collations and under casts that do nothing. */
function soleColumn(expr: Expr, pgVersion: number): Expression['sole'] {
  const {
    kind,
    mark,
    parts: [inner],
    source,
  } = expr
  if (kind === 'column') return source && !source.wholeRow ? { name: source.name, column: source.column } : null
  if (!inner) return null
  const isIdle = mark === 'cast' ? castsToItself(expr, inner, pgVersion) : isCollation(mark)
  return isIdle ? soleColumn(inner, pgVersion) : null
}

const isCollation = (mark: unknown): boolean => typeof mark === 'string' && mark.startsWith('collate ')

function castsToItself({ type, modifiers }: Expr, inner: Expr, pgVersion: number): boolean {
  if (type === null || inner.type !== type) return false
  // Nothing was done to take a length away before version 14.
  return sameModifiers(modifiers, inner.modifiers) || (modifiers.length === 0 && pgVersion < 14)
}

/** Something of unknown volatility is left alone: `isOpaque` or a call whose function is not known counts as such. */
function refuseMutable(state: QueryState): void {
  const { gathered } = state
  const message = immutable[state.kind]
  if (message !== undefined && gathered.volatility !== 'i' && !gathered.isUnsure) throw new Refusal('42P17', message)
}

function refuseUnassignable(state: QueryState, expr: Expr, target: Target): void {
  const { type } = target.type
  if (type.kind === 'unknown' || coerce(state, expr, type, 'assignment')) return
  const wanted = shownType(type)
  const messages = {
    parameter: `argument of DEFAULT must be type ${wanted}, not type ${shownOf(expr)}`,
    using: `result of USING clause for column "${target.column}" cannot be cast automatically to type ${wanted}`,
    default: `column "${target.column}" is of type ${wanted} but ${state.kind === 'generated' ? 'generation' : 'default'} expression is of type ${shownOf(expr)}`,
  }
  throw new Refusal('42804', messages[target.what], { at: expr.at })
}

/** Analyses a SELECT, VALUES or set operation, or a modification with RETURNING. @throws Refusal, Unknowable */
export function analyzeQuery(session: Session, node: Node | undefined, variables?: Variables): Query {
  const state = stateOf(session, bareScope('other', { variables }))
  const columns = node ? resultOf(state, node) : null
  finish(state)
  const shown = columns?.map(({ name, expr }) => ({
    name,
    type: expr.type && { type: expr.type, modifiers: expr.modifiers },
    planned: plannedModifiers(expr),
  }))
  return { columns: shown ?? null, uses: state.gathered.uses }
}

/** What comes after the analysis: rewriting, and planning of what runs now. */
function finish({ gathered }: QueryState): void {
  for (const check of gathered.whenRewritten) check()
  if (!gathered.variables?.isClosed) for (const check of gathered.whenPlanned) check()
}

function resultOf(state: QueryState, node: Node): ResultColumns {
  if ('SelectStmt' in node) return state.select(node.SelectStmt)
  return state.modify(node) ?? null
}

/** Analyses an action of a rule on a relation, which sees its OLD and NEW rows. @throws Refusal, Unknowable */
export function analyzeRuleAction(
  session: Session,
  node: Node,
  relation: Relation,
): { readonly uses: Uses; readonly whenFired: readonly (() => void)[] } {
  const rows = new QueryState(session, analyzers)
  for (const name of ['old', 'new']) {
    const item = relationItem(relation, name)
    item.columnsVisible = false
    rows.addItem(item)
  }
  const state = rows.child()
  if ('SelectStmt' in node) state.select(node.SelectStmt)
  else if (['InsertStmt', 'UpdateStmt', 'DeleteStmt'].some((kind) => kind in node)) state.modify(node)
  return { uses: rows.gathered.uses, whenFired: rows.gathered.whenExecuted }
}

/** Analyses INSERT, UPDATE, DELETE, MERGE, COPY, CALL or a bare SELECT for the tables and columns it names. @throws Refusal, Unknowable */
export function analyzeDml(session: Session, node: Node, variables?: Variables): Uses {
  const state = stateOf(session, bareScope('other', { variables }))
  if ('CopyStmt' in node) analyzeCopy(state, node.CopyStmt)
  else if ('CallStmt' in node) analyzeCall(state, node.CallStmt)
  else resultOf(state, node)
  finish(state)
  refuseRecursiveViews(session, state.gathered.uses)
  if (!variables?.isClosed) for (const check of state.gathered.whenExecuted) check()
  return state.gathered.uses
}
