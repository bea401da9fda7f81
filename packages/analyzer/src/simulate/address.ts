import type { Entity } from './objects.ts'

/** An object that a DROP, COMMENT, ALTER … OWNER or RENAME names: found, or `null` when it is missing. */
export interface Address {
  readonly entity: Entity | null
  /** Refuses as PostgreSQL does when it must be there. */
  readonly refuse: () => never
}
