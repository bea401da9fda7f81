import type { Node } from '@migration-doctor/sql'
import { flatMapped, mapped } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import { coerceToCommon, commonModifiers, commonType } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState, ResultColumn } from './state.ts'
import { expressionList } from './target-list.ts'

/** The expressions of each row of VALUES; all rows are equally long. */
function valuesRows(state: QueryState, lists: readonly Node[]): readonly (readonly Expr[])[] {
  const kind = lists.length === 1 ? 'single values' : 'values'
  const rows = mapped(lists, (list) =>
    state.in(kind, () => ('List' in list ? (expressionList(state, list.List.items) ?? []) : [])),
  )
  const width = rows[0]?.length ?? 0
  const odd = rows.find((row) => row.length !== width)
  if (odd) throw new Refusal('42601', 'VALUES lists must all be the same length', { at: odd[0]?.at })
  return rows
}

/** `transformValuesClause`: `column1`, `column2`, … of the types that the rows have in common. */
export function valuesLists(state: QueryState, lists: readonly Node[], keepUnknown: boolean): readonly ResultColumn[] {
  const rows = valuesRows(state, lists)
  const width = rows[0]?.length ?? 0
  return Array.from({ length: width }, (_, at) => {
    const column = flatMapped(rows, (row) => row[at] ?? [])
    const name = `column${at + 1}`
    const [only] = column
    if (keepUnknown && column.length === 1 && only) return { name, expr: only }
    const type = commonType(state, column, 'VALUES') ?? null
    coerceToCommon(state, column, type, 'VALUES')
    return { name, expr: makeExpr('other', type, { modifiers: commonModifiers(column, type), mark: {}, at: only?.at }) }
  })
}
