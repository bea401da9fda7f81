import type { Relation, Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'

/** The relation whose columns are the fields of a row type; `null` for other types and for `record`. */
export function rowRelation(type: Type | null): Relation | null {
  return type ? baseType(type).relation : null
}

export function isRowType(state: QueryState, type: Type | null): boolean {
  return type !== null && (rowRelation(type) !== null || type === state.world.core('record'))
}

/** `(value).field`. */
export function projectField(state: QueryState, value: Expr, field: string, at?: number): Expr {
  const relation = rowRelation(value.type)
  if (relation) {
    const column = relation.columns.get(field)
    if (column) {
      if (!column.system) state.gathered.uses.columns.add(column)
      return makeExpr('other', column.type.type, {
        modifiers: column.type.modifiers,
        mark: `.${field}`,
        parts: [value],
        at,
      })
    }
    if (relation.opaqueColumns) return makeExpr('other', null, { mark: `.${field}`, parts: [value], at })
    throw new Refusal(
      '42703',
      `column "${field}" not found in data type ${shownType(value.type ?? relation.rowType ?? state.world.core('record'))}`,
      { at },
    )
  }
  if (value.type === null || value.type.kind === 'unknown')
    return makeExpr('other', null, { mark: `.${field}`, parts: [value], at })
  if (value.type === state.world.core('record')) {
    const known = value.kind === 'column' && value.source?.wholeRow ? value.source.item.find(field) : null
    if (known && known !== 'ambiguous')
      return makeExpr('other', known.type, { modifiers: known.modifiers, mark: `.${field}`, parts: [value], at })
    if (known === undefined)
      throw new Refusal('42703', `could not identify column "${field}" in record data type`, { at })
    return makeExpr('other', null, { mark: `.${field}`, parts: [value], at })
  }
  throw new Refusal(
    '42809',
    `column notation .${field} applied to type ${shownType(value.type)}, which is not a composite type`,
    { at },
  )
}
