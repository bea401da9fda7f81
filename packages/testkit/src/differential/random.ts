/** A repeatable source of chance (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from 0 to `below` − 1. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)]
  }

  /** One of at least one. */
  of<T>(first: T, ...others: readonly T[]): T {
    return this.pick([first, ...others]) ?? first
  }

  /** The text often enough, else nothing. */
  maybe(probability: number, text: string): string {
    return this.chance(probability) ? text : ''
  }

  /** Takes one out of a list. */
  take<T>(items: T[]): T | undefined {
    return items.splice(this.below(items.length), 1)[0]
  }
}
