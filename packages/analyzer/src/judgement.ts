import type { Evidence, Place } from '@migration-doctor/core'
import type { Reason } from './reason.ts'
import type { Subject } from './simulate/refusal.ts'
import type { TimelineStatement } from './timeline.ts'

/** One refused statement with all that is known of it. */
export interface Judgement {
  readonly statement: TimelineStatement
  readonly sqlstate: string
  readonly message: string
  readonly place: Place
  readonly subject: Subject | null
  readonly evidence: Evidence
  /** Why what it needs is not there; `null` when nothing is missing. */
  readonly reason: Reason | null
  /** The simulator accepted what the server refused. */
  readonly missed: boolean
  /** Number of the statement whose refusal this one follows from. */
  readonly causedBy: number | null
  /** It is one disease with its cause, as a person would say, but a cure has to reach it too. */
  readonly joined: boolean
}
