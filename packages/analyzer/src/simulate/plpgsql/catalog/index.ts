import type { Relation } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { unknown, type Value } from '../value.ts'
import type { Hints } from './enumerate.ts'
import { informationSchema } from './information-schema.ts'
import { systemTables } from './system-tables.ts'
import type { CatalogRow, CatalogTable } from './table.ts'
import { systemViews } from './views.ts'

export type { Hints } from './enumerate.ts'
export { oidOf, reference, schemaName, typeText } from './oids.ts'
export type { CatalogRow } from './table.ts'

export interface ScannedRow {
  readonly row: CatalogRow
  /** `false`: something unreadable may have made or dropped it. */
  readonly certain: boolean
}

/** What a table of the system catalogs holds of the simulated database. */
export interface CatalogScan {
  readonly rows: readonly ScannedRow[]
  /** `false`: there may be further rows. */
  readonly complete: boolean
}

/** Reads a system relation. `hints` may thin out the rows, and need not. */
export function scanCatalog(session: Session, relation: Relation, hints: Hints): CatalogScan {
  const table = tableOf(relation)
  if (!table || session.everythingTainted) return { rows: [], complete: false }
  const rows: ScannedRow[] = []
  for (const row of table.rows(session, hints)) rows.push({ row, certain: isCertain(session, table, row) })
  rows.push(...possibleRows(session, table, hints))
  const isOpen = table.filledByExtensions && session.opaqueExtensions.length > 0
  return { rows, complete: !isOpen && !asksForPlatform(session, hints) }
}

/** A schema of the platform holds more than is known. */
function asksForPlatform({ platform }: Session, hints: Hints): boolean {
  if (platform === null) return false
  return schemaColumns.some((column) =>
    hints.get(column)?.some((name) => typeof name === 'string' && platform.has(name)),
  )
}

/** Columns by which catalog tables and views name the schema. */
const schemaColumns = ['schemaname', 'table_schema', 'schema_name', 'nspname', 'routine_schema', 'constraint_schema']

function tableOf(relation: Relation): CatalogTable | undefined {
  if (relation.schema.name === 'information_schema') return informationSchema[relation.name]
  return systemTables[relation.name] ?? systemViews[relation.name]
}

function isCertain(session: Session, table: CatalogTable, row: CatalogRow): boolean {
  return !table.keys.some((key) => {
    const name = row[key]
    return typeof name === 'string' && session.isTainted(name)
  })
}

/** Rows of objects that something unreadable may have made. Tainted names are kept in lower case. */
function* possibleRows(session: Session, table: CatalogTable, hints: Hints): Iterable<ScannedRow> {
  for (const row of table.own?.(session, hints) ?? []) yield { row, certain: false }
  for (const key of table.keys) {
    const names = hints.get(key)?.filter((one) => typeof one === 'string')
    for (const name of names ?? []) if (session.isTainted(name)) yield { row: { [key]: name }, certain: false }
    if (names) continue
    // The tool's own table is there or not; only a question about that very table finds it.
    for (const name of session.taintedNames)
      if (!session.toolTables.has(name)) yield { row: { [key]: name }, certain: false }
    if (session.taintedForms.length > 0) yield { row: { [key]: unknown }, certain: false }
  }
}

/** A cell; what the simulator does not keep is not known. */
export function cellOf(row: CatalogRow, column: string): Value {
  return row[column] ?? (column in row ? null : unknown)
}
