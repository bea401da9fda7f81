import type { Place } from '@migration-doctor/core'

/** Something that cannot be known without running the program. */
export class Unknown {
  /** A clause: `the result of a query`. */
  readonly reason: string
  readonly place: Place
  constructor(reason: string, place: Place) {
    this.reason = reason
    this.place = place
  }
}
