import type { A_Expr, Node } from '@migration-doctor/sql'
import { flatMapped, mapped } from '../../mapped.ts'
import { stringOf } from '../../names.ts'
import { isKnown, type Known } from '../value.ts'
import type { Context } from './context.ts'

/** Values that a column of every wanted row has to be among. */
export interface Condition {
  /** The name that the FROM item goes by; `null` when the column is not qualified. */
  readonly alias: string | null
  readonly column: string
  readonly values: readonly Known[]
}

export type Conditions = readonly Condition[]

/** What a condition demands of columns that have no value yet: `column = value`, IN and `= ANY`, joined by AND. */
export function knownEqualities(node: Node | undefined, context: Context): Conditions {
  if (!node) return []
  if ('BoolExpr' in node) {
    if (node.BoolExpr.boolop !== 'AND_EXPR') return []
    return flatMapped(node.BoolExpr.args ?? [], (arg) => knownEqualities(arg, context))
  }
  if (!('A_Expr' in node) || stringOf(node.A_Expr.name?.at(-1)) !== '=') return []
  const { lexpr, rexpr, kind } = node.A_Expr
  if (kind === 'AEXPR_OP') return [...equality(lexpr, rexpr, context), ...equality(rexpr, lexpr, context)]
  return membership(node.A_Expr, context)
}

function equality(column: Node | undefined, other: Node | undefined, context: Context): Conditions {
  if (!other || !hasValue(other, context)) return []
  const value = context.engine.value(other, context)
  return isKnown(value) && value !== null ? condition(column, [value], context) : []
}

function membership({ lexpr, rexpr, kind }: A_Expr, context: Context): Conditions {
  if (!rexpr) return []
  if (kind === 'AEXPR_IN' && 'List' in rexpr) {
    const items = rexpr.List.items ?? []
    if (!items.every((item) => hasValue(item, context))) return []
    const values = mapped(items, (item) => context.engine.value(item, context))
    return values.every(isKnown) ? condition(lexpr, values, context) : []
  }
  if (kind !== 'AEXPR_OP_ANY' || !hasValue(rexpr, context)) return []
  const array = context.engine.value(rexpr, context)
  return Array.isArray(array) && array.every(isKnown) ? condition(lexpr, array, context) : []
}

function condition(column: Node | undefined, values: readonly Known[], context: Context): Conditions {
  if (!column || !('ColumnRef' in column)) return []
  const parts = mapped(column.ColumnRef.fields ?? [], stringOf)
  const [first = ''] = parts
  // A variable of that name would make it a field of a record.
  if (parts.length > 2 || (parts.length === 2 && context.engine.variables.get(first) !== undefined)) return []
  return [{ alias: parts.length === 2 ? first : null, column: parts.at(-1) ?? '', values }]
}

/** Whether all that an expression names has a value already: columns of rows at hand, and fields of records. */
function hasValue(node: Node, context: Context): boolean {
  if ('ColumnRef' in node) return isAtHand(mapped(node.ColumnRef.fields ?? [], stringOf), context)
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && hasValue(node.TypeCast.arg, context)
  if ('FuncCall' in node) return (node.FuncCall.args ?? []).every((arg) => hasValue(arg, context))
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).every((item) => hasValue(item, context))
  if ('A_Expr' in node) {
    const { lexpr, rexpr } = node.A_Expr
    return (!lexpr || hasValue(lexpr, context)) && rexpr !== undefined && hasValue(rexpr, context)
  }
  return 'A_Const' in node || 'SQLValueFunction' in node || 'ParamRef' in node
}

/** A plain name may be a column of the very table that is to be read. */
function isAtHand(parts: readonly string[], context: Context): boolean {
  const [table] = parts
  if (parts.length !== 2 || table === undefined) return false
  for (let level: Context | null = context; level; level = level.outer) {
    if (level.sources.some((source) => source.alias === table)) return true
  }
  return context.engine.variables.get(table) !== undefined
}
