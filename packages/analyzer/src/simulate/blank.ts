import type { Relation, RelationKind, Schema, Type, TypeKind } from './objects.ts'

/** What every object begins with: see `Store.base` for the history's own and `systemBase` for the others. */
type Base = Pick<Schema, 'name' | 'system' | 'born' | 'dependents' | 'dependencies'>

/** The beginning of an object that no statement of the history makes. */
export const systemBase = (name: string): Base => ({
  name,
  system: true,
  born: -1,
  dependents: null,
  dependencies: null,
})

export function blankSchema(base: Base): Schema {
  return {
    ...base,
    class: 'schema',
    relations: new Map(),
    types: new Map(),
    routines: new Map(),
    others: new Map(),
    constraintNames: new Map(),
    guests: new Set(),
  }
}

/** A relation without columns. */
export function blankRelation(base: Base, kind: RelationKind, schema: Schema): Relation {
  return {
    ...base,
    class: 'relation',
    kind,
    schema,
    persistence: 'permanent',
    columns: new Map(),
    nextPosition: 1,
    constraints: new Map(),
    indexes: new Set(),
    triggers: new Map(),
    policies: new Map(),
    rules: new Map(),
    parents: new Set(),
    children: new Set(),
    partition: null,
    partitionKey: null,
    rowSecurity: false,
    rowType: null,
    ofType: null,
    index: null,
    sequence: null,
    opaqueColumns: false,
  }
}

/** A type of which only the kind is known so far. */
export function blankType(base: Base, kind: TypeKind, schema: Schema): Type {
  return {
    ...base,
    class: 'type',
    kind,
    schema,
    element: null,
    array: null,
    relation: null,
    base: null,
    notNull: false,
    default: false,
    constraints: new Map(),
    labels: [],
    category: 'U',
    preferred: false,
    transaction: 0,
  }
}
