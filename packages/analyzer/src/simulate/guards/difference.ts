import type { ObjectRef } from '@migration-doctor/core'

/** What an object consists of. */
export type PartKind = 'object' | 'column' | 'constraint' | 'index' | 'label'

/** One thing in which an object differs from what a skipped statement would have made. */
export interface ShapeDifference {
  readonly part: PartKind
  /** Name of a column, definition of a constraint, text of a label; empty for the object itself. */
  readonly name: string
  readonly how: 'missing' | 'extra' | 'changed'
  /** For `changed`: `type`, `nullability`, `default`, … */
  readonly fact?: string
  readonly wanted?: string
  readonly actual?: string
}

/** How a statement is kept from failing on what is there already. */
export type Guard = 'IF NOT EXISTS' | 'condition' | 'exception handler'

/** A statement that was skipped although what is there has another shape. */
export interface Skip {
  readonly statement: number
  readonly guard: Guard
  readonly object: ObjectRef
  /** Number of the statement that made the object. */
  readonly first: number
  /** At the moment of the skip. */
  readonly differences: readonly ShapeDifference[]
  /** Those that are there now. */
  remaining(): readonly ShapeDifference[]
}
