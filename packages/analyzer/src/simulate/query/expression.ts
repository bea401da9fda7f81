import type { Column, Type } from '../objects.ts'
import type { Form } from './form.ts'
import type { NsItem } from './namespace.ts'

/** An analysed expression, as far as types, grouping and dependencies need it. */
export interface Expr {
  readonly kind:
    | 'column'
    | 'literal'
    | 'constant'
    | 'call'
    | 'aggregate'
    | 'window'
    | 'grouping'
    | 'subquery'
    | 'row'
    | 'default'
    | 'other'
  /** PostgreSQL's `unknown` for a literal that nothing has typed yet; `null` when the type cannot be known. */
  readonly type: Type | null
  readonly modifiers: readonly number[]
  /** What tells two expressions of the same kind, type and parts apart. */
  readonly mark: unknown
  readonly parts: readonly Expr[]
  readonly at: number | undefined
  /** Of a column. */
  readonly source?: ColumnSource | undefined
  /** Of an aggregate: the query level that it is computed in. */
  readonly level?: object | undefined
  /** Text of a literal; `null` for `NULL`. */
  readonly text?: string | null | undefined
  /** Has a set-returning call somewhere. */
  readonly returnsSet?: boolean | undefined
  /** What it is made of, where it can be shown again. */
  readonly form?: Form<Expr> | undefined
}

export interface ColumnSource {
  /** The query level that owns it: its `identity`. */
  readonly level: object
  readonly item: NsItem
  readonly name: string
  readonly column: Column | null
  /** A reference to the row as a whole. */
  readonly wholeRow?: boolean
}

export function makeExpr(
  kind: Expr['kind'],
  type: Type | null,
  facts: Partial<Omit<Expr, 'kind' | 'type'>> = {},
): Expr {
  // Written out, as V8 gives each copy of an object with `...` a layout of its own.
  return {
    kind,
    type,
    modifiers: facts.modifiers ?? none,
    mark: facts.mark ?? null,
    parts: facts.parts ?? none,
    at: facts.at,
    source: facts.source,
    level: facts.level,
    text: facts.text,
    returnsSet: facts.returnsSet,
    form: facts.form,
  }
}

const none: readonly never[] = []

/** PostgreSQL's `equal()` for the purposes of GROUP BY, ORDER BY and DISTINCT. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.type !== b.type || a.mark !== b.mark || a.parts.length !== b.parts.length) return false
  if (a.kind === 'column') {
    return (
      a.source?.item === b.source?.item &&
      a.source?.name === b.source?.name &&
      !a.source?.wholeRow === !b.source?.wholeRow
    )
  }
  if (a.kind === 'subquery' || a.text !== b.text) return false
  return a.parts.every((part, index) => {
    const other = b.parts[index]
    return other !== undefined && sameExpr(part, other)
  })
}

/** Calls `see` with an expression and everything in it; a `false` from it stops the descent. */
export function walkExpr(expr: Expr, see: (expr: Expr) => boolean): void {
  if (!see(expr)) return
  for (const part of expr.parts) walkExpr(part, see)
}
