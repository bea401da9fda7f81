import type { Made, TimelineStatement } from '@migration-doctor/analyzer'
import type { ColumnObject } from '@migration-doctor/core'
import { elementsByName } from './elements.ts'
import type { FixContext } from './fix.ts'
import { columnsGuard, guarded } from './guard.ts'
import { constraintGuard } from './guard-objects.ts'
import { identifier } from './names.ts'
import { guardStyle } from './refused.ts'
import { tableShapes } from './shapes.ts'

/** Is it a `CREATE TABLE` whose table is there, and lacks parts? */
export function isOfPresentTable({ kind }: TimelineStatement, missing: readonly Made[]): boolean {
  return kind === 'CreateStmt' && missing.length > 0 && missing.every(({ object }) => 'table' in object)
}

/** Adds the columns and constraints that a table lacks of those it was created with; `null` when no guard fits one. */
export function missingParts(
  statement: TimelineStatement,
  missing: readonly Made[],
  context: FixContext,
): string | null {
  const style = guardStyle(statement)
  const parts = missing.toSorted(columnsFirst).map(({ object }) => {
    if (object.kind === 'column') {
      const definition = definitionOf(object, statement, context)
      const table = { schema: object.schema, name: object.table }
      return definition === null ? null : guarded(columnsGuard(table, [definition], [object]), style)
    }
    if (object.kind !== 'constraint' || object.definition === undefined) return null
    return guarded(constraintGuard(object, object.definition), style)
  })
  return parts.includes(null) ? null : parts.join('\n')
}

function columnsFirst(a: Made, b: Made): number {
  return Number(b.object.kind === 'column') - Number(a.object.kind === 'column')
}

/** In the words of the `CREATE TABLE`, unless a later statement changed the column. */
function definitionOf(column: ColumnObject, statement: TimelineStatement, context: FixContext): string | null {
  const { project, analysis } = context
  const { statements, pgVersion } = analysis.world.timeline
  const table = { schema: column.schema, name: column.table }
  const then = tableShapes(statement, table, { project, statements, pgVersion }).wanted
  const first = then.find(({ name }) => name === column.name)
  if (first && sameColumn(first, column)) return elementsByName(statement.text).get(column.name) ?? null
  return column.generated === null && column.identity === null ? ownDefinition(column) : null
}

function sameColumn(a: ColumnObject, b: ColumnObject): boolean {
  const facts = ({ type, notNull, default: value, identity, generated }: ColumnObject) =>
    JSON.stringify([type, notNull, value, identity, generated])
  return facts(a) === facts(b)
}

function ownDefinition({ name, type, notNull, default: value }: ColumnObject): string | null {
  if (type === undefined || value === undefined) return null
  return `${identifier(name)} ${type}${value === null ? '' : ` DEFAULT ${value}`}${notNull ? ' NOT NULL' : ''}`
}
