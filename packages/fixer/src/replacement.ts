import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Place } from '@migration-doctor/core'
import { scan } from '@migration-doctor/sql'

/** A run of text in one file, and what stands there afterwards. */
export interface Replacement {
  readonly place: Place
  readonly text: string
}

/** All statements that a file may hold, so that those that share a call with an edited one are known. */
export type Statements = readonly TimelineStatement[]

/** Nothing of it is sent: comments only. */
export function isComment(sql: string): boolean {
  return scan(sql).every(({ name }) => name === 'SQL_COMMENT' || name === 'C_COMMENT')
}
