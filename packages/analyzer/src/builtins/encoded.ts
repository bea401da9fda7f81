/** The compact form of the generated data. Types are indices into `refs`; -1 is none. */

export interface Range {
  readonly since?: number
  /** The last major that has it. */
  readonly until?: number
}

export interface Catalog {
  /** `int4` of pg_catalog, `information_schema.sql_identifier`, `postgis/geometry` of an extension. */
  readonly refs: readonly string[]
  /** `''` holds what stands outside schemas, `@` what goes where the extension is installed. */
  readonly schemas: Readonly<Record<string, SchemaContent>>
  readonly casts: readonly Cast[]
  /** Keyed by `method family`. */
  readonly members: Readonly<Record<string, readonly Member[]>>
}

export interface SchemaContent {
  readonly types: TypeRow[]
  readonly functions: Record<string, FunctionRow[]>
  readonly operators: Record<string, OperatorRow[]>
  /** Keyed by access method. */
  readonly opclasses: Record<string, OpclassRow[]>
  readonly relations: Record<string, RelationRow>
  /** Keyed by kind. */
  readonly others: Record<string, OtherRow[]>
}

/** Ref · flags (typtype, category, preferred, collatable, volatility of input and output, subscript, has an array) · element · base. */
export type TypeRow = [number, string, number, number, (Range & { readonly labels?: readonly string[] })?]

/** Input types · result · `kind volatility [s]`. */
export type FunctionRow = [number[], number, string, (Range & FunctionExtra)?]

export interface FunctionExtra {
  readonly defaults?: number
  /** Element type of the variadic argument. */
  readonly variadic?: number
  readonly names?: readonly string[]
  readonly modes?: string
  readonly all?: readonly number[]
  readonly aggregate?: readonly [string, number]
}

/** Left · right · result · volatility. */
export type OperatorRow = [number, number, number, string, Range?]

/** Name · family · input · 1 for the default of its input. */
export type OpclassRow = [string, string, number, number, Range?]

/** Left · right · strategy · operator. */
export type Member = [number, number, number, string, Range?]

/** Source · target · `context method volatility`. */
export type Cast = [number, number, string, Range?]

/** `pg_class.relkind` · columns. */
export type RelationRow = [string, Column[], (Range & { readonly keys?: readonly (readonly string[])[] })?]

export type Column = [string, number, Range?]

export type OtherRow = string | [string, Range]

export interface Extension extends Range {
  readonly requires: readonly string[]
  /** The schema that its control file demands. */
  readonly schema: string | null
  readonly relocatable: boolean
  readonly catalog: Catalog
}
