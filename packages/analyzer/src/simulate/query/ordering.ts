import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'
import type { Expr } from './expression.ts'
import type { QueryState } from './state.ts'

/** Types of PostgreSQL's own without a default B-tree operator class. */
const unordered: ReadonlySet<string> = new Set([
  'json',
  'xml',
  'point',
  'box',
  'lseg',
  'path',
  'polygon',
  'circle',
  'line',
  'jsonpath',
  'xid',
  'cid',
  'aclitem',
  'txid_snapshot',
  'pg_snapshot',
  'refcursor_',
  'gtsvector',
])
/** Of these, the ones that hash operator classes cover. */
const hashed: ReadonlySet<string> = new Set(['xid', 'cid', 'aclitem'])

function lacks(type: Type | null, without: (name: string) => boolean): boolean {
  if (!type) return false
  const base = baseType(type)
  if (base.kind === 'array') return lacks(base.element, without)
  return base.kind === 'base' && base.system && base.schema.name === 'pg_catalog' && without(base.name)
}

/** Refuses a type that cannot be sorted: 42883. */
export function requireOrdering(_state: QueryState, expr: Expr): void {
  if (!lacks(expr.type, (name) => unordered.has(name))) return
  const message = `could not identify an ordering operator for type ${expr.type ? shownType(expr.type) : ''}`
  throw new Refusal('42883', message, { at: expr.at })
}

/** Refuses a type that can neither be sorted nor hashed: 42883. */
export function requireEquality(_state: QueryState, expr: Expr): void {
  if (!lacks(expr.type, (name) => unordered.has(name) && !hashed.has(name))) return
  const message = `could not identify an equality operator for type ${expr.type ? shownType(expr.type) : ''}`
  throw new Refusal('42883', message, { at: expr.at })
}
