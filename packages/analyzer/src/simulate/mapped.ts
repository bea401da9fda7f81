/*
 * `map`, `flatMap` and `filter` lay out their lists in one way at first and in another once the code around them is
 * optimized; code that reads such lists is then thrown away and compiled again. These lay them out alike always, and
 * stand where code runs for nearly every statement.
 */

/** `list.map(of)`; much of it is kept, so it takes no more room than it needs. */
export function mapped<T, U>(list: readonly T[], of: (item: T, at: number) => U): U[] {
  const all = new Array<U>(list.length)
  let at = 0
  for (const item of list) {
    all[at] = of(item, at)
    at++
  }
  return all
}

/** `list.flatMap(of)` */
export function flatMapped<T, U>(list: readonly T[], of: (item: T) => U | readonly U[]): U[] {
  const all: U[] = []
  for (const item of list) {
    const parts = of(item)
    if (isList(parts)) for (const part of parts) all.push(part)
    else all.push(parts)
  }
  return all
}

const isList = <U>(parts: U | readonly U[]): parts is readonly U[] => Array.isArray(parts)

/** `list.filter(holds)` */
export function filtered<T, U extends T>(list: readonly T[], holds: (item: T) => item is U): U[]
export function filtered<T>(list: readonly T[], holds: (item: T) => boolean): T[]
export function filtered<T>(list: readonly T[], holds: (item: T) => boolean): T[] {
  const all: T[] = []
  for (const item of list) if (holds(item)) all.push(item)
  return all
}
