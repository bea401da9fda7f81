import type { JoinExpr, Node, RangeFunction, RangeVar } from '@migration-doctor/sql'
import { mapped } from '../../mapped.ts'
import { findRelation, nameOf, qualifiedName, stringOf } from '../../names.ts'
import type { Relation } from '../../objects.ts'
import { mayHaveRows } from '../../rows.ts'
import { cellOf, type Hints, scanCatalog } from '../catalog/index.ts'
import { isKnown, type Known, Unknown, unknown, type Value } from '../value.ts'
import { type Conditions, knownEqualities } from './conditions.ts'
import type { Context, ResultSet, Source } from './context.ts'
import { and, type Truth, truthOf } from './logic.ts'
import { isOwnRoutine, routineRow } from './routine-rows.ts'

/** One combination of rows of the FROM items. */
export interface FromRow {
  readonly sources: readonly Source[]
  readonly certain: boolean
}

export interface FromRows {
  readonly rows: readonly FromRow[]
  readonly complete: boolean
  /** What an outer join puts where there is no row: all columns NULL. */
  readonly missing: readonly Source[]
}

/** Rows of one FROM item. `around`: what the item may refer to. */
export function fromRows(item: Node, around: Context, conditions: Conditions): FromRows {
  if ('RangeVar' in item) return rangeVarRows(item.RangeVar, around, conditions)
  if ('JoinExpr' in item) return joinRows(item.JoinExpr, around, conditions)
  if ('RangeSubselect' in item) {
    const { subquery, alias } = item.RangeSubselect
    if (!subquery || !('SelectStmt' in subquery)) return nothing
    const names = mapped(alias?.colnames ?? [], stringOf)
    return resultRows(around.engine.query(subquery.SelectStmt, around), alias?.aliasname ?? '', names)
  }
  if ('RangeFunction' in item) return functionRows(item.RangeFunction, around)
  return nothing
}

const nothing: FromRows = { rows: [], complete: false, missing: [] }

function missingRow(alias: string, columns: readonly string[]): readonly Source[] {
  return [{ alias, columns, cell: () => null }]
}

function rangeVarRows(node: RangeVar, around: Context, conditions: Conditions): FromRows {
  const alias = node.alias?.aliasname ?? node.relname ?? ''
  const names = mapped(node.alias?.colnames ?? [], stringOf)
  for (let level: Context | null = around; level && node.schemaname === undefined; level = level.outer) {
    const cte = level.ctes.get(node.relname ?? '')
    if (cte) return resultRows(cte, alias, names)
  }
  const { session } = around.engine
  const relation = findRelation(session, nameOf(node))
  if (!relation || names.length > 0) return nothing
  if (relation.system) return catalogRows(around, relation, { alias, conditions })
  return {
    rows: [],
    complete: !mayHaveRows(session, relation),
    missing: missingRow(alias, [...relation.columns.keys()]),
  }
}

function catalogRows(around: Context, relation: Relation, of: { alias: string; conditions: Conditions }): FromRows {
  const columns = [...relation.columns.keys()]
  const hints = hintsFor(of.alias, columns, of.conditions)
  const scan = scanCatalog(around.engine.session, relation, hints)
  const rows = mapped(scan.rows, ({ row, certain }) => {
    const cell = (column: string) => cellOf(row, column)
    return { sources: [{ alias: of.alias, columns, cell }], certain }
  })
  return { rows, complete: scan.complete, missing: missingRow(of.alias, columns) }
}

function hintsFor(alias: string, columns: readonly string[], conditions: Conditions): Hints {
  const hints = new Map<string, readonly Known[]>()
  for (const { alias: of, column, values } of conditions) {
    if ((of === alias || of === null) && columns.includes(column)) hints.set(column, values)
  }
  return hints
}

/** The rows of a subquery, under an alias. */
function resultRows(result: ResultSet, alias: string, names: readonly string[]): FromRows {
  const columns = mapped(result.columns, (column, at) => names[at] ?? column)
  const rows = mapped(result.rows, ({ cells, certain }) => {
    const cell = (column: string): Value => cells[columns.indexOf(column)] ?? null
    return { sources: [{ alias, columns, cell }], certain }
  })
  return { rows, complete: result.complete, missing: missingRow(alias, columns) }
}

function joinRows(node: JoinExpr, around: Context, conditions: Conditions): FromRows {
  const { larg, rarg } = node
  const isInner = node.jointype === 'JOIN_INNER'
  if (!larg || !rarg || node.isNatural || node.alias || !(isInner || node.jointype === 'JOIN_LEFT')) return nothing
  if (isInner && isBetterFirst(rarg, larg, conditions)) return turned(node, around, conditions)
  const left = fromRows(larg, around, conditions)
  const rows: FromRow[] = []
  let { complete } = left
  let missing: readonly Source[] = []
  // Without a row at hand, the right side is only asked for what its rows look like.
  for (const one of left.rows.length > 0 ? left.rows : [{ sources: [], certain: false }]) {
    const inner: Context = { ...around, sources: one.sources, outer: around }
    // What an outer join adds must not be thinned out beforehand.
    const wanted = [...(isInner ? conditions : []), ...knownEqualities(node.quals, inner)]
    // A function runs for a row, not to be asked.
    if (left.rows.length === 0 && 'RangeFunction' in rarg) break
    const right = fromRows(rarg, inner, wanted)
    missing = right.missing
    if (left.rows.length === 0) break
    complete &&= right.complete
    rows.push(...joined(node, one, { right, around }))
  }
  return { rows, complete, missing: [...left.missing, ...missing] }
}

/** Few rows first: the others are then looked up by what the join demands. */
function isBetterFirst(one: Node, other: Node, conditions: Conditions): boolean {
  if (!('RangeVar' in one) || !('RangeVar' in other)) return false
  const isAskedFor = (item: RangeVar) =>
    conditions.some(({ alias }) => alias === (item.alias?.aliasname ?? item.relname))
  return isAskedFor(one.RangeVar) && !isAskedFor(other.RangeVar)
}

/** The same inner join with its sides exchanged, and the columns back in order. */
function turned(node: JoinExpr, around: Context, conditions: Conditions): FromRows {
  const { larg, rarg, ...rest } = node
  if (!larg || !rarg) return nothing
  const found = joinRows({ ...rest, larg: rarg, rarg: larg }, around, conditions)
  const back = (sources: readonly Source[]) => [...sources.slice(1), ...sources.slice(0, 1)]
  return {
    rows: mapped(found.rows, ({ sources, certain }) => ({ sources: back(sources), certain })),
    complete: found.complete,
    missing: back(found.missing),
  }
}

function joined(node: JoinExpr, left: FromRow, { right, around }: { right: FromRows; around: Context }): FromRow[] {
  const rows: FromRow[] = []
  let met = false
  let mayBeMet = !right.complete
  for (const other of right.rows) {
    const sources = [...left.sources, ...other.sources]
    const truth = joinCondition(node, left, { other, context: { ...around, sources, outer: around } })
    if (truth === false || truth === null) continue
    const certain = truth === true && other.certain
    if (certain) met = true
    else mayBeMet = true
    rows.push({ sources, certain: certain && left.certain })
  }
  if (node.jointype === 'JOIN_LEFT' && !met)
    rows.push({ sources: [...left.sources, ...right.missing], certain: left.certain && !mayBeMet })
  return rows
}

function joinCondition(node: JoinExpr, left: FromRow, right: { other: FromRow; context: Context }): Truth {
  if (!node.usingClause?.length)
    return node.quals ? truthOf(right.context.engine.value(node.quals, right.context)) : true
  return and(
    mapped(node.usingClause, (item) => {
      const column = stringOf(item)
      const first = cellIn(left, column)
      const second = cellIn(right.other, column)
      if (first === undefined || second === undefined || !isKnown(first) || !isKnown(second)) return unknown
      return first === null || second === null ? null : first === second
    }),
  )
}

function cellIn(row: FromRow, column: string): Value | undefined {
  return row.sources.find((source) => source.columns.includes(column))?.cell(column)
}

function functionRows(node: RangeFunction, around: Context): FromRows {
  const [only] = node.functions ?? []
  const [callNode] = only && 'List' in only ? (only.List.items ?? []) : []
  if (!callNode || (node.functions ?? []).length > 1 || !('FuncCall' in callNode)) return nothing
  const name = qualifiedName(callNode.FuncCall.funcname).name
  const args = mapped(callNode.FuncCall.args ?? [], (arg) => around.engine.value(arg, around))
  if (isOwnRoutine(around.engine.session, callNode.FuncCall) && !callNode.FuncCall.func_variadic) {
    const source = routineRow(node, callNode.FuncCall, { args, around })
    return source
      ? {
          rows: [{ sources: [source], certain: true }],
          complete: true,
          missing: missingRow(source.alias, source.columns),
        }
      : nothing
  }
  const values = setOf(name, args)
  if (!values) return nothing
  const alias = node.alias?.aliasname ?? name
  const column = stringOf(node.alias?.colnames?.[0]) || alias
  const ordinality = node.ordinality ? [stringOf(node.alias?.colnames?.[1]) || 'ordinality'] : []
  const columns = [column, ...ordinality]
  const rows = mapped(values, (value, at) => {
    const cell = (name: string): Value => (name === ordinality[0] ? at + 1 : value)
    return { sources: [{ alias, columns, cell }], certain: true }
  })
  return { rows, complete: true, missing: missingRow(alias, columns) }
}

const mostRows = 10_000

/** Functions that give a set of rows; `null` when the set is not known. */
export function setOf(name: string, args: readonly Value[]): readonly Value[] | null {
  if (args.some((arg) => arg instanceof Unknown)) return null
  const [first = null, second = null, third = null] = args
  if (name === 'unnest') return first === null ? [] : Array.isArray(first) && args.length === 1 ? first : null
  if (name === 'generate_series' && typeof first === 'number' && typeof second === 'number') {
    const step = typeof third === 'number' ? third : 1
    const values: number[] = []
    if (step === 0 || (second - first) / step > mostRows) return null
    for (let at = first; step > 0 ? at <= second : at >= second; at += step) values.push(at)
    return values
  }
  if (
    (name === 'regexp_split_to_table' || name === 'string_to_table') &&
    typeof first === 'string' &&
    typeof second === 'string'
  ) {
    return name === 'string_to_table' || /^[\w\s,;|]*$/.test(second) ? first.split(second) : null
  }
  return null
}
