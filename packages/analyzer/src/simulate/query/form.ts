import type { FuncCall } from '@migration-doctor/sql'
import type { Other, Routine, Type, TypeUse } from '../objects.ts'
import type { OperatorFacts } from './owned-catalog.ts'

/** What an analysed expression is, beyond its type and parts: enough to print it as PostgreSQL does. */
export type Form<Part> =
  | { readonly as: 'operator' | 'distinct' | 'not distinct' | 'nullif'; readonly call: OperatorUse }
  | { readonly as: 'array operator'; readonly call: OperatorUse; readonly word: 'ANY' | 'ALL' }
  | { readonly as: 'function'; readonly call: RoutineUse }
  | { readonly as: 'cast'; readonly to: TypeUse }
  | { readonly as: 'AND' | 'OR' | 'NOT' | 'subscript' | 'row' }
  /** Made of other expressions than were written: of comparisons. */
  | { readonly as: 'all' | 'any'; readonly of: readonly Part[] }
  | { readonly as: 'null test' | 'boolean test'; readonly words: string }
  | {
      readonly as: 'case'
      readonly tested: Part | null
      readonly whens: readonly When<Part>[]
      readonly otherwise: Part
    }
  | { readonly as: 'COALESCE' | 'GREATEST' | 'LEAST' }
  | { readonly as: 'array'; readonly element: Type }
  | { readonly as: 'collate'; readonly collation: Other }
  | { readonly as: 'keyword'; readonly words: string }

export interface When<Part> {
  readonly condition: Part
  readonly result: Part
}

/** An operator and what its arguments are turned into; `null`: not known. */
export interface OperatorUse {
  readonly operator: OperatorFacts
  readonly wanted: readonly (Type | null)[]
}

/** A function and what its arguments are turned into; `null`: not known. */
export interface RoutineUse {
  readonly routine: Routine
  readonly wanted: readonly (Type | null)[]
  readonly node: FuncCall
}
