import { quoteIdentifier } from '../names.ts'
import type { Column, Relation, Schema } from '../objects.ts'
import type { TypeWorld } from '../query/world.ts'

/** What every text needs: the version that prints it, and the schema that the content of a schema is in. */
export interface Showing {
  readonly pgVersion: number
  readonly world: TypeWorld
  hostOf(schema: Schema): string
}

export function columnList(columns: readonly Column[], { pgVersion }: Showing): string {
  return columns.map(({ name }) => quoteIdentifier(name, pgVersion)).join(', ')
}

/** `generate_relation_name` when only `pg_catalog` is in the search path. */
export function qualified(relation: Relation, { pgVersion, hostOf }: Showing): string {
  return [hostOf(relation.schema), relation.name].map((part) => quoteIdentifier(part, pgVersion)).join('.')
}
