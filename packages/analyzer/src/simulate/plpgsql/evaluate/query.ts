import type { Node, SelectStmt } from '@migration-doctor/sql'
import { flatMapped, mapped } from '../../mapped.ts'
import { castText, isKnown, toBoolean, Unknown } from '../value.ts'
import { knownEqualities } from './conditions.ts'
import { type Context, type Engine, nothingKnown, type ResultRow, type ResultSet, rootContext } from './context.ts'
import { truthOf } from './logic.ts'
import { type Kept, sorted, sortedRows } from './order.ts'
import { type FromRow, type FromRows, fromRows } from './sources.ts'
import { hasAggregate, targetNames, targetRows } from './targets.ts'

/** What a SELECT, VALUES or UNION gives, as far as it is known. */
export function queryResult(engine: Engine, select: SelectStmt, outer: Context | null): ResultSet {
  const ctes = new Map<string, ResultSet>()
  const context: Context = { ...rootContext(engine), outer, ctes }
  for (const item of select.withClause?.ctes ?? []) {
    if (!('CommonTableExpr' in item)) continue
    const { ctename = '', ctequery, aliascolnames } = item.CommonTableExpr
    const known = ctequery && 'SelectStmt' in ctequery && !select.withClause?.recursive && !aliascolnames?.length
    ctes.set(ctename, known ? engine.query(ctequery.SelectStmt, context) : nothingKnown)
  }
  return limited(body(select, context), select, context)
}

function body(select: SelectStmt, context: Context): ResultSet {
  if (select.op === 'SETOP_UNION' && select.larg && select.rarg) return union(select, context)
  if (select.op !== undefined && select.op !== 'SETOP_NONE') return nothingKnown
  if (select.valuesLists?.length) return values(select, context)
  return plain(select, context)
}

function union(select: SelectStmt, context: Context): ResultSet {
  if (!select.larg || !select.rarg) return nothingKnown
  const left = context.engine.query(select.larg, context)
  const right = context.engine.query(select.rarg, context)
  const all = { columns: left.columns, rows: [...left.rows, ...right.rows], complete: left.complete && right.complete }
  return sorted(select.all ? all : distinct(all), select, context)
}

function values(select: SelectStmt, context: Context): ResultSet {
  const rows = mapped(select.valuesLists ?? [], (item): ResultRow => {
    const cells = 'List' in item ? mapped(item.List.items ?? [], (cell) => context.engine.value(cell, context)) : []
    return { cells, certain: true }
  })
  const columns = mapped(rows[0]?.cells ?? [], (_, at) => `column${at + 1}`)
  return { columns, rows, complete: true }
}

function plain(select: SelectStmt, context: Context): ResultSet {
  const from = combined(select, context)
  const kept: { context: Context; certain: boolean }[] = []
  for (const row of from.rows) {
    const inner: Context = { ...context, sources: row.sources }
    const truth = select.whereClause ? truthOf(context.engine.value(select.whereClause, inner)) : true
    if (truth === true || truth instanceof Unknown)
      kept.push({ context: inner, certain: row.certain && truth === true })
  }
  const known = from.complete && kept.every((row) => row.certain)
  if (select.groupClause?.length)
    return grouped(
      select,
      mapped(kept, (row) => row.context),
      known,
    )
  if (hasAggregate(select)) {
    const group = known ? mapped(kept, (row) => row.context) : ('incomplete' as const)
    return onlyRow(select, { ...context, sources: kept[0]?.context.sources ?? [], group })
  }
  const { columns, rows } = projected(select, kept)
  const result = { columns, rows, complete: from.complete }
  return select.distinctClause?.length ? distinct(sortedRows(result, select, kept)) : sortedRows(result, select, kept)
}

/** All combinations of the FROM items; one empty row when there are none. */
function combined(select: SelectStmt, context: Context): FromRows {
  let rows: FromRow[] = [{ sources: [], certain: true }]
  let complete = true
  for (const item of select.fromClause ?? []) {
    const next: FromRow[] = []
    for (const row of rows) {
      const around: Context = { ...context, sources: row.sources }
      const found = fromRows(item, around, knownEqualities(select.whereClause, around))
      complete &&= found.complete
      for (const one of found.rows)
        next.push({ sources: [...row.sources, ...one.sources], certain: row.certain && one.certain })
    }
    rows = next
  }
  return { rows, complete: complete || (rows.length === 0 && hasEmptyItem(select, context)), missing: [] }
}

/** A product with an empty table is empty, whatever the others hold. */
function hasEmptyItem(select: SelectStmt, context: Context): boolean {
  return (select.fromClause ?? []).some((item) => {
    if (!('RangeVar' in item)) return false
    const found = fromRows(item, context, [])
    return found.complete && found.rows.length === 0
  })
}

function projected(
  select: SelectStmt,
  kept: readonly Kept[],
): { columns: readonly string[]; rows: readonly ResultRow[] } {
  const columns = targetNames(select, kept[0]?.context ?? null)
  const rows = flatMapped(kept, ({ context, certain }) =>
    mapped(targetRows(select, context), (cells) => ({ cells, certain })),
  )
  return { columns, rows }
}

function onlyRow(select: SelectStmt, context: Context): ResultSet {
  const having = select.havingClause ? truthOf(context.engine.value(select.havingClause, context)) : true
  const columns = targetNames(select, context)
  if (having === false || having === null) return { columns, rows: [], complete: true }
  const cells = targetRows(select, context)[0] ?? []
  return { columns, rows: [{ cells, certain: having === true }], complete: true }
}

function grouped(select: SelectStmt, rows: readonly Context[], known: boolean): ResultSet {
  if (!known) return nothingKnown
  const groups = new Map<string, Context[]>()
  for (const row of rows) {
    const keys = mapped(select.groupClause ?? [], (item) => castText(row.engine.value(groupKey(item, select), row)))
    if (keys.some((key) => key instanceof Unknown)) return nothingKnown
    const key = JSON.stringify(keys)
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const results = [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [onlyRow(select, { ...first, group })] : []
  })
  return {
    columns: results[0]?.columns ?? [],
    rows: flatMapped(results, (result) => result.rows),
    complete: results.every((result) => result.complete),
  }
}

/** `GROUP BY 1` means the first target. */
function groupKey(item: Node, select: SelectStmt): Node {
  if (!('A_Const' in item)) return item
  const target = select.targetList?.[(item.A_Const.ival?.ival ?? 0) - 1]
  return target && 'ResTarget' in target && target.ResTarget.val ? target.ResTarget.val : item
}

function distinct(result: ResultSet): ResultSet {
  const kept = new Map<string, ResultRow>()
  for (const row of result.rows) {
    const texts = mapped(row.cells, castText)
    const key = texts.some((text) => text instanceof Unknown) ? `unknown ${kept.size}` : JSON.stringify(texts)
    const before = kept.get(key)
    if (!before || (row.certain && !before.certain)) kept.set(key, row)
  }
  return { ...result, rows: [...kept.values()] }
}

function limited(result: ResultSet, select: SelectStmt, context: Context): ResultSet {
  if (!select.limitCount && !select.limitOffset) return result
  const count = context.engine.value(select.limitCount, context)
  const offset = context.engine.value(select.limitOffset, context)
  if (!isKnown(count) || !isKnown(offset) || toBoolean(offset)) return nothingKnown
  if (typeof count !== 'number') return result
  const certain = result.complete && result.rows.every((row) => row.certain)
  return certain || count === 0 ? { ...result, rows: result.rows.slice(0, count) } : result
}
