import type { ObjectValue } from '../evaluate/value.ts'

/** What decides the SQL of the schema builder besides its arguments. */
export interface BuilderContext {
  /** `schema` of the data source. */
  readonly schema: string | null
  /** Major behaviour of TypeORM: its hashes and some statements differ. */
  readonly major: 0 | 1
  readonly uuidExtension: 'uuid-ossp' | 'pgcrypto'
}

/** Prototypes of the builder's classes, by name, in the run at hand. */
export type Prototypes = (name: string) => ObjectValue | null
