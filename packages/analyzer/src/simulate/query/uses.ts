import type { Column, Entity } from '../objects.ts'

/** What an expression or a query stands on: dropping any of these breaks it. */
export interface Uses {
  readonly columns: Set<Column>
  /** Relations, routines, types and whatever else it names. */
  readonly entities: Set<Entity>
}
