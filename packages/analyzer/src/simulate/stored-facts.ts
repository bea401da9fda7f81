import type { CreateTrigStmt } from '@migration-doctor/sql'
import type { SequenceSettings } from './sequence-settings.ts'

/** Facts of the objects that only their definitions show; the objects themselves are for `objects.ts` to say. */

/** An expression that an object keeps, as it was understood when it was written. */
export interface KeptExpression<Schema, Relation, Type> {
  /** Number of the statement that wrote it. */
  readonly born: number
  /**
   * As `pg_get_expr` prints it with only `pg_catalog` in the search path; `undefined` where that is not known.
   * @param hostOf the name of the schema that a schema's content is in
   */
  text(hostOf: (schema: Schema) => string): string | undefined
  /** Of the value; `null` where it is not known. */
  type(): Type | null
  /** Is it NULL and nothing else? */
  isNull(): boolean
  /** Is it printed like the call of a function? Then no parentheses are put around it. */
  looksLikeCall(): boolean
  /** The same of another table, whose columns take the places of their namesakes. */
  over(from: Relation, to: Relation): KeptExpression<Schema, Relation, Type>
}

/** What is said of a key of an index or a partition beyond its column. */
export interface KeyDetails<Kept, Other> {
  /** Of an expression, where it is understood. */
  kept: Kept | null
  /** An operator class or a collation as it was asked for. */
  readonly opclass: string | null
  readonly collation: Other | null
  readonly descending: boolean
  readonly nullsFirst: boolean
  /** Of an exclusion constraint, as it was asked for. */
  readonly operator: string | null
  /** More is said than can be shown here. */
  readonly isUnusual: boolean
}

/** `fillfactor = 70` */
export interface StorageOption {
  readonly name: string
  readonly value: string
}

export interface ForeignFacts<Column> {
  readonly matchFull: boolean
  /** `ON DELETE SET NULL (…)`: empty for all columns. */
  readonly setColumns: readonly Column[]
  /** `PERIOD` */
  readonly isTemporal: boolean
}

/** What a trigger's statement says. */
export interface TriggerFacts<Kept, Column, Relation> {
  readonly node: CreateTrigStmt
  readonly columns: readonly Column[]
  /** `WHEN (…)`; `undefined` when there is none. */
  readonly condition?: Kept | null | undefined
  /** `FROM …` of a constraint trigger. */
  readonly from: Relation | null
}

export interface EnumLabel {
  readonly name: string
  /** Transaction in which `ADD VALUE` made it; 0 when it came with the type. */
  readonly transaction: number
  /** Made in a subtransaction. */
  readonly nested?: boolean
  /** Each with the number of the statement that took it away; oldest first. */
  readonly formerNames?: readonly { readonly name: string; readonly until: number }[]
}

export interface PartitionKey<Column, Details> {
  readonly strategy: 'list' | 'range' | 'hash'
  /** `null` for an expression. */
  readonly columns: readonly (Column | null)[]
  /** How each key is said. */
  readonly keys: readonly Details[]
}

export interface SequenceFacts<Column> {
  ownedBy: Column | null
  /** Backs an identity column. */
  identity: boolean
  /** As far as statements have said; absent: the usual ones. */
  settings?: SequenceSettings
}
