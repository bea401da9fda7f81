import type { ColumnModel, TableModel } from './table.ts'

/** One change of a column, and what it works on. */
export interface Change {
  readonly table: TableModel
  /** What the table becomes. */
  readonly changed: TableModel
  readonly old: ColumnModel
  readonly next: ColumnModel
}
