import type { JoinExpr } from '@migration-doctor/sql'
import { filtered, mapped } from '../mapped.ts'
import { stringOf } from '../names.ts'
import type { Column } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { coerceToCommon, commonType } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import { type NsColumn, NsItem } from './namespace.ts'
import { operatorCall } from './operator.ts'
import type { QueryState } from './state.ts'

interface Sides {
  readonly left: readonly NsItem[]
  readonly right: readonly NsItem[]
}

/** The columns that a join as a whole shows: merged ones first, then those of the left, then those of the right. */
export function joinItem(state: QueryState, node: JoinExpr, { left, right }: Sides): NsItem {
  const alias = node.alias?.aliasname ?? null
  const leftColumns = visibleColumns(left)
  const rightColumns = visibleColumns(right)
  if (leftColumns === null || rightColumns === null) return new NsItem({ alias }, null)
  const names = node.isNatural
    ? mapped(leftColumns, ({ name }) => name).filter(
        (name, at, all) => all.indexOf(name) === at && rightColumns.some((other) => other.name === name),
      )
    : mapped(node.usingClause ?? [], stringOf)
  const merged: NsColumn[] = []
  const mergedNames = new Set<string>()
  for (const name of names) {
    if (mergedNames.has(name))
      throw new Refusal('42701', `column name "${name}" appears more than once in USING clause`)
    mergedNames.add(name)
    const pair = { left: oneColumn(leftColumns, name, 'left'), right: oneColumn(rightColumns, name, 'right') }
    merged.push(mergeColumns(state, node, pair))
  }
  const rest = (columns: readonly NsColumn[]) => filtered(columns, ({ name }) => !mergedNames.has(name))
  const aliases = mapped(node.alias?.colnames ?? [], stringOf)
  const all = [...merged, ...rest(leftColumns), ...rest(rightColumns)]
  if (aliases.length > all.length) {
    throw new Refusal(
      '42P10',
      `join expression "${alias ?? 'unnamed_join'}" has ${all.length} columns available but ${aliases.length} columns specified`,
    )
  }
  return new NsItem(
    { alias },
    mapped(all, (column, at) => ({
      name: aliases[at] ?? column.name,
      type: column.type,
      modifiers: column.modifiers,
      column: column.column,
      item: column.item,
      origin: column.origin,
      computedFrom: column.computedFrom,
      merged: column.merged,
    })),
  )
}

function visibleColumns(items: readonly NsItem[]): readonly NsColumn[] | null {
  const columns: NsColumn[] = []
  for (const item of items) {
    if (!item.columnsVisible) continue
    if (item.columns === null) return null
    columns.push(...item.columns)
  }
  return columns
}

function oneColumn(columns: readonly NsColumn[], name: string, side: 'left' | 'right'): NsColumn {
  const [found, another] = filtered(columns, (column) => column.name === name)
  if (!found) throw new Refusal('42703', `column "${name}" specified in USING clause does not exist in ${side} table`)
  if (another) throw new Refusal('42702', `common column name "${name}" appears more than once in ${side} table`)
  return found
}

function asExpr(state: QueryState, column: NsColumn): Expr {
  state.useColumn(column)
  return makeExpr('column', column.type, {
    modifiers: column.modifiers,
    source: { level: state.identity, item: column.item, name: column.origin, column: column.column },
  })
}

function mergeColumns(state: QueryState, node: JoinExpr, pair: { left: NsColumn; right: NsColumn }): NsColumn {
  const left = asExpr(state, pair.left)
  const right = asExpr(state, pair.right)
  const compare = () => operatorCall(state, [{ String: { sval: '=' } }], { left, right, at: undefined })
  // Since 16 the columns are compared before they are merged.
  const comparesFirst = state.session.pgVersion >= 16
  if (comparesFirst) compare()
  const type = commonType(state, [left, right], 'JOIN/USING') ?? null
  if (!comparesFirst) compare()
  coerceToCommon(state, [left, right], type, 'JOIN/USING')
  const chosen = node.jointype === 'JOIN_RIGHT' ? pair.right : pair.left
  const merged = filtered([pair.left.column, pair.right.column], (column): column is Column => column !== null)
  const same = left.type === right.type && sameModifiers(left.modifiers, right.modifiers)
  const isFull = node.jointype === 'JOIN_FULL'
  const modifiers = same || !isFull ? chosen.modifiers : []
  if (!isFull && chosen.type === type) return { ...chosen, type, modifiers, merged }
  return { ...chosen, type, modifiers, merged, computedFrom: isFull ? [pair.left, pair.right] : [chosen] }
}

const sameModifiers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((modifier, at) => modifier === b[at])
