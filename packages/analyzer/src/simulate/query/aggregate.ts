import { Refusal } from '../refusal.ts'
import { type Expr, walkExpr } from './expression.ts'
import { ruleOf } from './kinds.ts'
import type { QueryState } from './state.ts'

/** `check_agglevels_and_constraints`: the level an aggregate belongs to; refuses it where none may stand. */
export function aggregateLevel(state: QueryState, args: readonly Expr[], at: number | undefined): QueryState {
  const owner = levelOf(state, args)
  owner.hasAggregates = true
  refuseNested(owner, args, at)
  const place = ruleOf(owner.kind).aggregates
  if (place !== null) throw new Refusal('42803', `aggregate functions are not allowed in ${place}`, { at })
  if (owner !== state) forgetColumns(state, owner, args)
  return owner
}

/** To an outer level, what its own aggregate uses inside a subquery is not a column that the subquery uses. */
function forgetColumns(state: QueryState, owner: QueryState, args: readonly Expr[]): void {
  const used = new Set<Expr>()
  for (const arg of args) {
    walkExpr(arg, (expr) => {
      if (expr.source) used.add(expr)
      return true
    })
  }
  for (let level: QueryState | null = state; level && level !== owner; level = level.parent) {
    const kept = level.outerColumns.filter((expr) => !used.has(expr))
    level.outerColumns.splice(0, level.outerColumns.length, ...kept)
  }
}

/** An aggregate belongs to the innermost level whose columns its arguments use; without any, to its own. */
function levelOf(state: QueryState, args: readonly Expr[]): QueryState {
  const levels = new Set<object>()
  for (const arg of args) {
    walkExpr(arg, (expr) => {
      if (expr.source) levels.add(expr.source.level)
      return true
    })
  }
  if (levels.size === 0 || levels.has(state.identity)) return state
  for (let level = state.parent; level; level = level.parent) if (levels.has(level.identity)) return level
  return state
}

function refuseNested(owner: QueryState, args: readonly Expr[], at: number | undefined): void {
  for (const arg of args) {
    walkExpr(arg, (expr) => {
      if (expr.kind === 'aggregate' && expr.level === owner) {
        throw new Refusal('42803', 'aggregate function calls cannot be nested', { at: expr.at ?? at })
      }
      if (expr.kind === 'window') {
        throw new Refusal('42803', 'aggregate function calls cannot contain window function calls', {
          at: expr.at ?? at,
        })
      }
      return true
    })
  }
}

export function refuseWindowHere(state: QueryState, at: number | undefined): void {
  const place = ruleOf(state.kind).windows
  if (place !== null) throw new Refusal('42P20', `window functions are not allowed in ${place}`, { at })
  state.hasWindows = true
}

export function refuseSetHere(state: QueryState, at: number | undefined): void {
  const place = ruleOf(state.kind).sets
  if (place !== null) throw new Refusal('0A000', `set-returning functions are not allowed in ${place}`, { at })
}
