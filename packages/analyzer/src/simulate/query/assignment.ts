import type { Node } from '@migration-doctor/sql'
import { missing } from '../names.ts'
import type { Column, Relation } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { shownType } from '../types.ts'
import { coerce, shownOf } from './coerce.ts'
import type { Expr } from './expression.ts'
import { systemColumns } from './namespace.ts'
import type { QueryState } from './state.ts'

/** The column that a value goes to, or 42703; `null` when the relation's columns are not all known. */
export function targetColumn(state: QueryState, relation: Relation, name: string, at?: number): Column | null {
  const column = relation.columns.get(name)
  if (column) {
    if (!column.system) state.gathered.uses.columns.add(column)
    return column
  }
  if (relation.opaqueColumns) return null
  if (Object.hasOwn(systemColumns, name) && relation.kind !== 'view') {
    throw new Refusal('0A000', `cannot assign to system column "${name}"`, { at })
  }
  const message = `column "${name}" of relation "${relation.name}" does not exist`
  const owner = { schema: relation.schema.name, name: relation.name }
  try {
    return missing(state.session, { sqlstate: '42703', message, kind: 'column', name: owner, column: name, at })
  } catch (error) {
    if (!(error instanceof Unknowable) && !state.session.isTainted(relation.name)) throw error
    state.session.leaningOn = `an unreadable statement may have made column ${name}`
    return null
  }
}

/** `transformAssignedExpr` for a whole column. */
export function assign(state: QueryState, column: Column, expr: Expr): void {
  if (expr.kind === 'default') return
  const { type } = column.type
  if (type.kind === 'unknown' || coerce(state, expr, type, 'assignment')) return
  const message = `column "${column.name}" is of type ${shownType(type)} but expression is of type ${shownOf(expr)}`
  throw new Refusal('42804', message, { at: expr.at })
}

/** A value for a generated column was a syntax error before 14. */
export function generatedState(state: QueryState, column: Column): '428C9' | '42601' {
  return column.generated && state.session.pgVersion < 14 ? '42601' : '428C9'
}

export const isDefaultNode = (node: Node): boolean => 'SetToDefault' in node

/** The relation a statement changes: a table, a foreign table, a view; not a sequence or a materialized view. */
export function refuseUnchangeable(relation: Relation): void {
  const { kind, name } = relation
  if (kind === 'sequence') throw new Refusal('42809', `cannot change sequence "${name}"`)
  if (kind === 'materialized view') throw new Refusal('42809', `cannot change materialized view "${name}"`)
  if (kind === 'index' || kind === 'composite type') throw new Refusal('42809', `cannot open relation "${name}"`)
}
