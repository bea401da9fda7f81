import type { Place } from '@migration-doctor/core'

/** Something that cannot be known without running the program. */
export class Unknown {
  /** A clause: `the result of a query`. */
  readonly reason: string
  readonly place: Place
  /** Values of which it is one; empty when there is no such list. */
  readonly choices: readonly unknown[]
  constructor(reason: string, place: Place, choices: readonly unknown[] = []) {
    this.reason = reason
    this.place = place
    this.choices = choices
  }
}
