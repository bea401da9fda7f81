/** Rows as they are read; every type is a reference of `TypeNames`. */
export interface RawType {
  readonly schema: string
  readonly name: string
  readonly ref: string
  readonly kind: string
  readonly category: string
  readonly preferred: boolean
  readonly element: string | null
  readonly array: string | null
  readonly base: string | null
  readonly collatable: boolean
  readonly input: string
  readonly output: string
  readonly labels: readonly string[] | null
  /** Fixed-length or true arrays: what may be subscripted. */
  readonly subscript: boolean
}

export interface RawFunction {
  readonly schema: string
  readonly name: string
  readonly arguments: readonly string[]
  readonly returns: string
  /** `f`, `p`, `a`, `w` */
  readonly kind: string
  readonly volatility: string
  readonly set: boolean
  readonly defaults: number
  readonly variadic: string | null
  readonly names: readonly string[] | null
  readonly modes: string | null
  readonly all: readonly string[] | null
  /** Ordered-set and hypothetical aggregates: kind and number of direct arguments. */
  readonly aggregate: readonly [string, number] | null
}

export interface RawOperator {
  readonly schema: string
  readonly name: string
  readonly left: string | null
  readonly right: string | null
  readonly result: string
  readonly volatility: string
  readonly commutator: string | null
}

export interface RawCast {
  readonly source: string
  readonly target: string
  readonly context: string
  readonly method: string
  readonly volatility: string
}

export interface RawOpclass {
  readonly schema: string
  readonly method: string
  readonly name: string
  readonly family: string
  readonly input: string
  readonly isDefault: boolean
}

export interface RawMember {
  readonly method: string
  readonly family: string
  readonly left: string
  readonly right: string
  readonly strategy: number
  readonly operator: string
}

export interface RawRelation {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly columns: readonly RawColumn[]
  readonly keys: readonly (readonly string[])[]
}

export interface RawColumn {
  readonly name: string
  readonly type: string
}

/** An object of which only kind, schema and name matter; `schema` is `''` outside schemas. */
export interface RawOther {
  readonly kind: string
  readonly schema: string
  readonly name: string
}

export interface RawCatalog {
  readonly types: readonly RawType[]
  readonly functions: readonly RawFunction[]
  readonly operators: readonly RawOperator[]
  readonly casts: readonly RawCast[]
  readonly opclasses: readonly RawOpclass[]
  readonly members: readonly RawMember[]
  readonly relations: readonly RawRelation[]
  readonly others: readonly RawOther[]
}

export interface RawExtension {
  readonly name: string
  readonly requires: readonly string[]
  /** The schema its control file demands. */
  readonly schema: string | null
  readonly relocatable: boolean
  readonly catalog: RawCatalog
}

export interface RawServer {
  readonly major: number
  /** `false`: gives extensions only. */
  readonly core: boolean
  readonly catalog: RawCatalog
  readonly extensions: readonly RawExtension[]
}
