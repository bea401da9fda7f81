import type { Base } from './blank.ts'
import type { Schema } from './objects.ts'

/** What a schema holds already; empty where nothing is given. */
type SchemaContent = Partial<Pick<Schema, 'relations' | 'types' | 'routines' | 'others' | 'guests'>>

/** A schema of the history's own. */
export function blankSchema(base: Base): Schema {
  return schemaWith(base, {})
}

/** One literal for every schema: nearly all code meets one, and runs faster when all are laid out alike. */
export function schemaWith({ name, system, born }: Base, content: SchemaContent): Schema {
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'schema',
    relations: content.relations ?? new Map(),
    types: content.types ?? new Map(),
    routines: content.routines ?? new Map(),
    others: content.others ?? new Map(),
    constraintNames: new Map(),
    guests: content.guests ?? new Set(),
  }
}
