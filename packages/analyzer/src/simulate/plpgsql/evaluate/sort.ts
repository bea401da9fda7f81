import { compare, isKnown, type Value } from '../value.ts'

/** Orders two rows by their sort keys; NULLs last, or first where the order is descending. */
export function compareKeys(a: readonly Value[], b: readonly Value[], descending: readonly boolean[]): number {
  for (const [at, isDescending] of descending.entries()) {
    const order = compareCells(a[at] ?? null, b[at] ?? null)
    if (order !== 0) return isDescending ? -order : order
  }
  return 0
}

function compareCells(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return isKnown(a) && isKnown(b) ? (compare(a, b) ?? 0) : 0
}
