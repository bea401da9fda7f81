import type { Type } from '../objects.ts'

/** Names and `$n` of a function's parameters, or variables of PL/pgSQL; a `null` type is not known. */
export interface Variables {
  /** The function that they are parameters of: `owner.name` means one, too. */
  readonly owner?: string
  /** There are no others: a further `$n` is an error. */
  readonly isClosed?: boolean
  /** A column of the same name does not hide them: PL/pgSQL refuses the name (42702). */
  readonly clash?: boolean
  readonly names: ReadonlyMap<string, Type | null>
  readonly positions: readonly (Type | null)[]
}
