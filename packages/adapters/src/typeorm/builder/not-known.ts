import type { Unknown } from '../evaluate/value.ts'

/** Something that a call needs is not known. */
export class NotKnown extends Error {
  readonly unknown: Unknown
  constructor(unknown: Unknown) {
    super('not known')
    this.unknown = unknown
  }
}
