import type { Session } from '../../session.ts'
import type { Value } from '../value.ts'
import type { Hints } from './enumerate.ts'

/** One row of a catalog table; columns that are absent are not known. */
export type CatalogRow = Readonly<Record<string, Value>>

/** A table or view of the system catalogs, filled from the simulated database. */
export interface CatalogTable {
  rows(session: Session, hints: Hints): Iterable<CatalogRow>
  /** Columns that name an object: rows with a name that something unreadable may have touched are not certain. */
  readonly keys: readonly string[]
  /** Rows of PostgreSQL's own that are there, but not known one by one. */
  own?(session: Session, hints: Hints): Iterable<CatalogRow>
  /** Extensions put rows of their own here. */
  readonly filledByExtensions?: boolean
}
