/**
 * What a database contains, as a flat set of objects: the same model whether it was read from a live
 * server or built by the simulator. Facts that the simulator does not claim to know are `undefined`
 * and are never compared. Texts of expressions and definitions are PostgreSQL's own (`pg_get_*def`) when live.
 */
export interface Catalog {
  readonly objects: ReadonlyMap<ObjectKey, CatalogObject>
}

/** `kind:schema.name` with the parent between them where there is one; see `keyOf`. */
export type ObjectKey = string

export type CatalogObject =
  | SchemaObject
  | ExtensionObject
  | TableObject
  | ColumnObject
  | ConstraintObject
  | IndexObject
  | SequenceObject
  | ViewObject
  | TypeObject
  | FunctionObject
  | TriggerObject
  | PolicyObject
  | RuleObject
  | OtherObject

export type ObjectKind = CatalogObject['kind']

interface Named {
  /** For a schema: its own name. For an object outside schemas: `''`. */
  readonly schema: string
  readonly name: string
}

export interface SchemaObject extends Named {
  readonly kind: 'schema'
}
export interface ExtensionObject extends Named {
  readonly kind: 'extension'
}
export interface TableObject extends Named {
  readonly kind: 'table'
  readonly persistence: 'permanent' | 'unlogged' | 'temporary'
  /** `RANGE (a)`; `null` when the table is not partitioned. */
  readonly partitionKey: string | null | undefined
  /** `schema.name` of what it inherits from or is a partition of. */
  readonly parents: readonly string[]
  readonly rowSecurity: boolean
}
export interface ColumnObject extends Named {
  readonly kind: 'column'
  /** Name of the table, view or composite type. */
  readonly table: string
  /** 1-based, counting only live columns. */
  readonly position: number
  /** `attnum`, which also counts the columns that were dropped; live catalogs only. */
  readonly number?: number
  /** `format_type` with only `pg_catalog` in the search path: `character varying(255)`, `integer[]`, `public."Role"`. */
  readonly type: string | undefined
  readonly notNull: boolean
  readonly default: string | null | undefined
  readonly identity: 'always' | 'by default' | null
  readonly generated: 'stored' | 'virtual' | null
}
export interface ConstraintObject extends Named {
  readonly kind: 'constraint'
  /** Table, or domain for a domain's check. */
  readonly table: string
  readonly type: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion'
  readonly columns: readonly string[]
  readonly references: References | null | undefined
  readonly onDelete: ReferentialAction | null
  readonly onUpdate: ReferentialAction | null
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly validated: boolean
  /** `pg_get_constraintdef`. */
  readonly definition: string | undefined
}
export interface References {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
}
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'
export interface IndexObject extends Named {
  readonly kind: 'index'
  readonly table: string
  readonly method: string
  readonly unique: boolean
  /** Column names; `null` for an expression. */
  readonly keys: readonly (string | null)[]
  readonly include: readonly string[]
  readonly hasPredicate: boolean
  /** Backs a primary key, unique or exclusion constraint. */
  readonly ofConstraint: boolean
  /** `false` after a failed `CREATE INDEX CONCURRENTLY`. */
  readonly valid: boolean
  /** `pg_get_indexdef`. */
  readonly definition: string | undefined
}
export interface SequenceObject extends Named {
  readonly kind: 'sequence'
  /** `schema.table.column` that owns it. */
  readonly ownedBy: string | null
}
export interface ViewObject extends Named {
  readonly kind: 'view' | 'materialized view'
  readonly columns: readonly string[] | undefined
  readonly definition: string | undefined
}
export interface TypeObject extends Named {
  readonly kind: 'enum' | 'domain' | 'composite' | 'range' | 'base type'
  /** Enum labels in order; empty for other kinds. */
  readonly labels: readonly string[]
  /** Base type of a domain, subtype of a range. */
  readonly base: string | null | undefined
}
export interface FunctionObject extends Named {
  readonly kind: 'function' | 'procedure' | 'aggregate'
  /** Identity arguments: `integer, text`. Part of the key. */
  readonly arguments: string
  readonly returns: string | null | undefined
  readonly language: string
  /** Source text as written. */
  readonly body: string | undefined
}
export interface TriggerObject extends Named {
  readonly kind: 'trigger'
  readonly table: string
  /** `pg_get_triggerdef`. */
  readonly definition: string | undefined
}
export interface PolicyObject extends Named {
  readonly kind: 'policy'
  readonly table: string
  readonly definition: string | undefined
}
export interface RuleObject extends Named {
  readonly kind: 'rule'
  readonly table: string
  readonly definition: string | undefined
}
/** Everything else that can exist twice or be missing; compared by presence. */
export interface OtherObject extends Named {
  readonly kind:
    | 'publication'
    | 'subscription'
    | 'event trigger'
    | 'statistics'
    | 'collation'
    | 'foreign table'
    | 'foreign server'
    | 'foreign data wrapper'
    | 'operator'
    | 'operator class'
    | 'operator family'
    | 'cast'
    | 'text search configuration'
    | 'text search dictionary'
}

/** The identity of an object within a catalog. */
export function keyOf(object: CatalogObject): ObjectKey {
  const parent = 'table' in object ? `${object.table}.` : ''
  const args = 'arguments' in object ? `(${object.arguments})` : ''
  return `${object.kind}:${object.schema}.${parent}${object.name}${args}`
}

/** Builds a catalog from its objects; a later object of the same key replaces an earlier one. */
export function catalogOf(objects: Iterable<CatalogObject>): Catalog {
  const map = new Map<ObjectKey, CatalogObject>()
  for (const object of objects) map.set(keyOf(object), object)
  return { objects: map }
}

/** One table with all that hangs on it, for readers that think in tables. */
export interface TableShape {
  readonly table: TableObject
  readonly columns: readonly ColumnObject[]
  readonly constraints: readonly ConstraintObject[]
  readonly indexes: readonly IndexObject[]
}
