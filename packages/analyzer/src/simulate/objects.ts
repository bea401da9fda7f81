import type { IndexStmt, Node } from '@migration-doctor/sql'
import type { PartitionBound } from './bound.ts'
import type { ConstraintType, RelationKind, TypeKind } from './entity-kinds.ts'
import type * as stored from './stored-facts.ts'

export type { ConstraintType, RelationKind, TypeKind }

/**
 * The simulator's own `pg_catalog`. Objects are mutable, but only the `Store` changes them, so that every
 * change can be undone. System objects (`system: true`) are shared between simulations and never change.
 */

/** How an object hangs on another, as in `pg_depend`. */
export type DependencyType = 'normal' | 'auto' | 'internal' | 'extension'

export interface Dependency {
  readonly from: Entity
  readonly to: Entity
  readonly type: DependencyType
}

/** One stands for itself, few are a list that is replaced as a whole, many are a set; `null`: none yet. */
export type Edges = (Dependency & Iterable<Dependency>) | readonly Dependency[] | Set<Dependency> | null

interface Base {
  name: string
  readonly system: boolean
  /** Number of the statement that made it; -1 for system objects. */
  readonly born: number
  /** Edges from the objects that depend on this one. */
  dependents: Edges
  /** Edges to the objects that this one depends on. */
  dependencies: Edges
}

export type KeptExpression = stored.KeptExpression<Schema, Relation, Type>
export type KeyDetails = stored.KeyDetails<KeptExpression, Other>
export type ForeignFacts = stored.ForeignFacts<Column>
export type TriggerFacts = stored.TriggerFacts<KeptExpression, Column, Relation>
export type SequenceFacts = stored.SequenceFacts<Column>
export type PartitionKey = stored.PartitionKey<Column, KeyDetails>
export type { EnumLabel, StorageOption } from './stored-facts.ts'

export type Entity =
  | Schema
  | Relation
  | Column
  | Default
  | Constraint
  | Type
  | Routine
  | Trigger
  | Policy
  | Rule
  | Extension
  | Other

export interface Schema extends Base {
  readonly class: 'schema'
  readonly relations: Map<string, Relation>
  readonly types: Map<string, Type>
  readonly routines: Map<string, readonly Routine[]>
  /** Keyed by `kind:name`. */
  readonly others: Map<string, Other>
  /** Constraints of its tables by their names, which PostgreSQL avoids when it chooses one. */
  readonly constraintNames: Map<string, Constraint | readonly Constraint[]>
  /** What extensions installed here bring. */
  readonly guests: Set<Schema>
}

export interface Relation extends Base {
  readonly class: 'relation'
  kind: RelationKind
  schema: Schema
  persistence: 'permanent' | 'unlogged' | 'temporary'
  /** In order of `attnum`; dropped columns are gone. */
  readonly columns: Map<string, Column>
  /** The next `attnum`. */
  nextPosition: number
  readonly constraints: Map<string, Constraint>
  readonly indexes: Set<Relation>
  readonly triggers: Map<string, Trigger>
  readonly policies: Map<string, Policy>
  readonly rules: Map<string, Rule>
  /** Tables it inherits from or is a partition of. */
  readonly parents: Set<Relation>
  readonly children: Set<Relation>
  partition: { readonly parent: Relation; readonly bound: PartitionBound | null } | null
  partitionKey: PartitionKey | null
  rowSecurity: boolean
  rowType: Type | null
  ofType: Type | null
  /** By what a changed row is told from the others; absent: by the primary key. */
  replicaIdentity?: 'index' | 'full' | 'nothing'
  index: IndexFacts | null
  sequence: SequenceFacts | null
  /** What is not known of its columns makes every column name acceptable: a view over opaque objects. */
  opaqueColumns: boolean
}

export interface IndexFacts {
  readonly table: Relation
  readonly unique: boolean
  readonly method: string
  readonly keys: readonly IndexKey[]
  readonly include: readonly Column[]
  /** Names of the index's own columns for them, as PostgreSQL chose them; absent when there are none. */
  readonly includeNames: readonly string[] | undefined
  readonly hasPredicate: boolean
  /** The statement that made it; absent when that was none of its own. */
  readonly definition: IndexStmt | undefined
  readonly deferrable: boolean
  readonly nullsNotDistinct: boolean
  readonly isReordered: boolean
  /** Of a partial index, where it is understood. */
  predicate: KeptExpression | null
  /** `WITH (…)`; `null` when it is not known. */
  options: readonly stored.StorageOption[] | null
  primary: boolean
  constraint: Constraint | null
  valid: boolean
  clustered: boolean
  replicaIdentity: boolean
  /** The partitioned index it is attached to. */
  parent: Relation | null
}

export interface IndexKey {
  /** `null` for an expression. */
  readonly column: Column | null
  /** Columns that an expression uses. */
  readonly uses: readonly Column[]
  /** Name of the index's own column, as PostgreSQL chooses it. */
  readonly name: string
  readonly opclass: string | null
  readonly details?: KeyDetails | undefined
}

/** A type as a column uses it. */
export interface TypeUse {
  readonly type: Type
  /** Type modifiers as integers, PostgreSQL's own order: `numeric(10,2)` has `[10, 2]`. Empty: none. */
  readonly modifiers: readonly number[]
}

export interface Column extends Base {
  readonly class: 'column'
  readonly relation: Relation
  position: number
  type: TypeUse
  notNull: boolean
  /** What makes it so, where versions since 18 keep account of that. */
  notNullConstraint: Constraint | null
  default: Default | null
  identity: 'always' | 'by default' | null
  generated: 'stored' | 'virtual' | null
  /** It has a collation of its own. */
  isCollated?: boolean
  /** Number of direct parents that have it. */
  inherited: number
  local: boolean
  /** Each with the number of the statement that took it away; oldest first. */
  formerNames?: readonly { readonly name: string; readonly until: number }[]
}

export interface Default extends Base {
  readonly class: 'default'
  readonly column: Column
  /** `null` when the text is not known. */
  readonly text: string | null
  /** Of the expression as written, before it was turned into the column's type; `null` when not known. */
  valueType: Type | null
  /** The expression as written; `null` when it is not known. */
  expression: Node | 'serial' | null
  /** The same as it was understood, turned into the column's type; `null` when it is not known. */
  kept: KeptExpression | null
}

export interface Constraint extends Base {
  readonly class: 'constraint'
  readonly type: ConstraintType
  /** The table, or the domain for a domain's check. */
  readonly owner: Relation | Type
  readonly columns: readonly Column[]
  readonly references: {
    readonly table: Relation
    readonly columns: readonly Column[]
    readonly index: Relation | null
  } | null
  readonly onDelete: string | null
  readonly onUpdate: string | null
  deferrable: boolean
  deferred: boolean
  validated: boolean
  index: Relation | null
  /** Its own, not only taken over from a parent. */
  local: boolean
  inherited: number
  noInherit: boolean
  /** The condition of a check, as written; columns may have got other names since. */
  readonly condition?: Node | undefined
  /** The same as it was understood. */
  kept?: KeptExpression | undefined
  /** Of a foreign key; what is unusual in one. */
  readonly foreign?: ForeignFacts | undefined
  /** `NOT ENFORCED`, of version 18. */
  isUnenforced?: boolean
}

export interface Type extends Base {
  readonly class: 'type'
  kind: TypeKind
  schema: Schema
  element: Type | null
  array: Type | null
  /** Relation of a composite or row type. */
  relation: Relation | null
  /** Its use without modifiers, one for all columns. */
  readonly plainUse: TypeUse
  /** Base of a domain, subtype of a range. */
  base: TypeUse | null
  notNull: boolean
  default: boolean
  readonly constraints: Map<string, Constraint>
  labels: readonly stored.EnumLabel[]
  /** `pg_type.typcategory`. */
  readonly category: string
  readonly preferred: boolean
  /** Transaction in which it was made; values of such an enum may be used at once. */
  readonly transaction: number
}

export interface Parameter {
  readonly name: string
  readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table'
  readonly type: Type
  readonly hasDefault: boolean
  /** The expression of the default, where it is known. */
  readonly default?: Node
}

export interface Routine extends Base {
  readonly class: 'routine'
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window'
  schema: Schema
  readonly parameters: readonly Parameter[]
  /** Types of the input parameters: its identity. */
  readonly inputs: readonly Type[]
  readonly returns: Type | null
  readonly returnsSet: boolean
  readonly language: string
  readonly body: string | null
  /** What CREATE OR REPLACE put in its place. */
  replacedBy?: Routine
  /** `i`mmutable, `s`table or `v`olatile; of system routines, the built-in catalog knows. */
  volatility?: 'i' | 's' | 'v' | undefined
}

export interface Trigger extends Base {
  readonly class: 'trigger'
  readonly relation: Relation
  readonly routine: Routine | null
  readonly constraint: Constraint | null
  /** That of the partitioned table, whose like for a partition it is. */
  readonly parent: Trigger | null
  readonly isForRows: boolean
  readonly said: TriggerFacts | null
}

export interface Policy extends Base {
  readonly class: 'policy'
  readonly relation: Relation
}

export interface Rule extends Base {
  readonly class: 'rule'
  readonly relation: Relation
  /** `CMD_INSERT` and its like. */
  readonly event: string
  /** In place of the statement, whatever the rows are. */
  readonly instead: boolean
  /** What PostgreSQL checks of its actions each time they are to run. */
  readonly whenFired: readonly (() => void)[]
}

export interface Extension extends Base {
  readonly class: 'extension'
  schema: Schema
  /** Nothing is known of what it brings. */
  readonly opaque: boolean
  /** What it brings; a guest of its schema. `null` when that is not known. */
  readonly content: Schema | null
}

/** What exists or does not, and little else: collations, publications, roles, operators, … */
export interface Other extends Base {
  readonly class: 'other'
  readonly kind: string
  schema: Schema | null
}
