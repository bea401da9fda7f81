import type { LockingClause, Node, SelectStmt } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import { windowExpressions } from './call.ts'
import { coerceToBoolean, coerceToSpecific } from './coerce.ts'
import { addCtes } from './cte.ts'
import { type Expr, walkExpr } from './expression.ts'
import { fromClause } from './from.ts'
import { checkGrouping } from './grouping.ts'
import { setOperation } from './set-operation.ts'
import { distinctClause, groupClause, sortClause } from './sorting.ts'
import type { QueryState, ResultColumn, ResultColumns } from './state.ts'
import { resolveUnknowns, targetList } from './target-list.ts'
import { valuesLists } from './values.ts'

/** `transformSelectStmt`, VALUES and set operations included. */
export function analyzeSelect(state: QueryState, node: SelectStmt, keepUnknown: boolean): ResultColumns {
  if (node.intoClause && state.parent) throw new Refusal('42601', 'SELECT ... INTO is not allowed here')
  addCtes(state, node.withClause)
  if (node.valuesLists?.length) return finishValues(state, node, keepUnknown)
  if (node.op && node.op !== 'SETOP_NONE') return finishSetOperation(state, node)
  return plainSelect(state, node, keepUnknown)
}

function plainSelect(state: QueryState, node: SelectStmt, keepUnknown: boolean): ResultColumns {
  for (const item of node.windowClause ?? [])
    if ('WindowDef' in item && item.WindowDef.name) state.windows.add(item.WindowDef.name)
  fromClause(state, node.fromClause)
  const targets = state.in('select target', () => targetList(state, node.targetList))
  if (node.whereClause) {
    const where = node.whereClause
    state.in('where', () => coerceToBoolean(state, state.expr(where), 'WHERE'))
  }
  const having = node.havingClause ? havingClause(state, node.havingClause) : null
  const known = targets ?? []
  const sorted = sortClause(state, node.sortClause, { targets: known, isComplete: targets !== null })
  const grouped = groupClause(state, node.groupClause, { targets: known, isComplete: targets !== null })
  distinctClause(state, node, { targets: known, sorted })
  limitClause(state, node)
  const windows = windowExpressions(state, node.windowClause)
  checkGrouping(state, {
    targets: known,
    sorted: [...sorted, ...windows],
    having,
    grouped,
    hasGroupClause: (node.groupClause?.length ?? 0) > 0,
  })
  lockingClauses(state, node, { targets: known, grouped: grouped.keys.length > 0 })
  if (targets === null) return null
  if (!keepUnknown || node.distinctClause?.length) return resolveUnknowns(state, targets)
  // A literal that is sorted or grouped by becomes text at once.
  const keys = new Set([...sorted, ...grouped.keys])
  return mapped(targets, (target) => (keys.has(target.expr) ? (resolveUnknowns(state, [target])[0] ?? target) : target))
}

function havingClause(state: QueryState, node: Node): Expr {
  return state.in('having', () => {
    const expr = state.expr(node)
    coerceToBoolean(state, expr, 'HAVING')
    return expr
  })
}

function limitClause(state: QueryState, node: SelectStmt): void {
  const int8 = state.world.core('int8')
  const check = (kind: 'limit' | 'offset', expr: Node | undefined) => {
    if (!expr) return
    const construct = kind.toUpperCase()
    state.in(kind, () => {
      const value = state.expr(expr)
      coerceToSpecific(state, value, int8, construct)
      walkExpr(value, (part) => {
        if (part.source?.level === state.identity) {
          throw new Refusal('42P10', `argument of ${construct} must not contain variables`, { at: part.at })
        }
        return true
      })
    })
  }
  check('offset', node.limitOffset)
  check('limit', node.limitCount)
  if (node.limitOption === 'LIMIT_OPTION_WITH_TIES' && !node.sortClause?.length) {
    throw new Refusal('42601', 'WITH TIES cannot be specified without ORDER BY clause')
  }
}

/** `FOR UPDATE` and its like. */
function lockingClauses(
  state: QueryState,
  node: SelectStmt,
  about: { targets: readonly ResultColumn[]; grouped: boolean },
): void {
  for (const item of node.lockingClause ?? []) {
    if (!('LockingClause' in item)) continue
    const clause = item.LockingClause
    const word = lockWord(clause)
    const refuse = (what: string): never => {
      throw new Refusal('0A000', `${word} is not allowed with ${what}`)
    }
    if (node.distinctClause?.length) refuse('DISTINCT clause')
    if (about.grouped || (node.groupClause?.length ?? 0) > 0) refuse('GROUP BY clause')
    if (node.havingClause) refuse('HAVING clause')
    if (state.hasAggregates) refuse('aggregate functions')
    if (state.hasWindows) refuse('window functions')
    if (about.targets.some(({ expr }) => expr.returnsSet)) refuse('set-returning functions in the target list')
    for (const range of clause.lockedRels ?? []) if ('RangeVar' in range) lockedRelation(state, word, range.RangeVar)
  }
}

function lockedRelation(
  state: QueryState,
  word: string,
  range: { relname?: string; schemaname?: string; location?: number },
): void {
  const name = range.relname ?? ''
  if (range.schemaname)
    throw new Refusal('42601', `${word} must specify unqualified relation names`, { at: range.location })
  if (state.allItems.some((item) => item.alias === name)) return
  throw new Refusal('42P01', `relation "${name}" in ${word} clause not found in FROM clause`, { at: range.location })
}

function lockWord(clause: LockingClause): string {
  const words: Readonly<Record<string, string>> = {
    LCS_FORKEYSHARE: 'FOR KEY SHARE',
    LCS_FORSHARE: 'FOR SHARE',
    LCS_FORNOKEYUPDATE: 'FOR NO KEY UPDATE',
  }
  return words[clause.strength ?? ''] ?? 'FOR UPDATE'
}

function finishValues(state: QueryState, node: SelectStmt, keepUnknown: boolean): ResultColumns {
  const columns = valuesLists(state, node.valuesLists ?? [], keepUnknown)
  sortClause(state, node.sortClause, { targets: columns, isComplete: true })
  limitClause(state, node)
  if (node.lockingClause?.length) throw new Refusal('0A000', 'FOR UPDATE cannot be applied to VALUES')
  return keepUnknown ? columns : resolveUnknowns(state, columns)
}

function finishSetOperation(state: QueryState, node: SelectStmt): ResultColumns {
  const columns = setOperation(state, node)
  if (columns) sortSetOperation(state, node, columns)
  limitClause(state, node)
  if (node.lockingClause?.length) throw new Refusal('0A000', 'FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT')
  return columns
}

/** ORDER BY of a set operation sees the output columns only, and adds none. */
function sortSetOperation(state: QueryState, node: SelectStmt, columns: readonly ResultColumn[]): void {
  const sorted = sortClause(state, node.sortClause, { targets: columns, isComplete: true, outputOnly: true })
  for (const key of sorted) {
    if (columns.some(({ expr }) => expr === key)) continue
    throw new Refusal('0A000', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause', { at: key.at })
  }
}
