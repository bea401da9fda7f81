import { castText, compare, isKnown, joinTexts, textOf, Unknown, unknown, type Value } from '../value.ts'
import { and, or, truthOf } from './logic.ts'

/** An aggregate over the values of its arguments, row by row; `undefined` for one that is not known here. */
export function aggregate(name: string, rows: readonly (readonly Value[])[], distinct: boolean): Value | undefined {
  const work = aggregates[name]
  if (!work) return undefined
  const used = distinct ? distinctRows(rows) : rows
  return used ? work(used) : unknown
}

export const aggregateNames: ReadonlySet<string> = new Set([
  'count',
  'max',
  'min',
  'bool_or',
  'bool_and',
  'every',
  'string_agg',
  'array_agg',
  'sum',
])

const first = (row: readonly Value[]): Value => row[0] ?? null

const aggregates: Readonly<Record<string, (rows: readonly (readonly Value[])[]) => Value>> = {
  count: (rows) => {
    const values = rows.map((row) => (row.length === 0 ? true : first(row)))
    return values.some((value) => !isKnown(value)) ? unknown : values.filter((value) => value !== null).length
  },
  max: (rows) => extreme(rows, 1),
  min: (rows) => extreme(rows, -1),
  bool_or: (rows) => (rows.length === 0 ? null : or(rows.map((row) => truthOf(first(row))))),
  bool_and: (rows) => (rows.length === 0 ? null : and(rows.map((row) => truthOf(first(row))))),
  every: (rows) => (rows.length === 0 ? null : and(rows.map((row) => truthOf(first(row))))),
  string_agg: (rows) => {
    const texts: (string | Unknown)[] = []
    for (const [value = null, separator = ''] of rows) {
      const text = textOf(value)
      if (text === null) continue
      if (texts.length > 0) texts.push(castText(separator) ?? '')
      texts.push(text)
    }
    return texts.length === 0 ? null : joinTexts(texts)
  },
  array_agg: (rows) => (rows.length === 0 ? null : rows.map(first)),
  sum: (rows) => {
    let sum: number | null = null
    for (const row of rows) {
      const value = first(row)
      if (value === null) continue
      if (typeof value !== 'number') return unknown
      sum = (sum ?? 0) + value
    }
    return sum
  },
}

function extreme(rows: readonly (readonly Value[])[], sign: number): Value {
  let best: Value = null
  for (const row of rows) {
    const value = first(row)
    if (!isKnown(value)) return unknown
    if (value === null) continue
    const order: number | null = best === null || !isKnown(best) ? sign : compare(value, best)
    if (order === null) return unknown
    if (order * sign > 0) best = value
  }
  return best
}

function distinctRows(rows: readonly (readonly Value[])[]): readonly (readonly Value[])[] | null {
  const kept = new Map<string, readonly Value[]>()
  for (const row of rows) {
    const texts = row.map(castText)
    if (texts.some((text) => text instanceof Unknown)) return null
    const key = JSON.stringify(texts)
    if (!kept.has(key)) kept.set(key, row)
  }
  return [...kept.values()]
}
