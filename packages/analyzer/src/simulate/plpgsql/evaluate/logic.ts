import { isKnown, toBoolean, Unknown, unknown, type Value } from '../value.ts'

/** SQL's three truths, and not knowing. */
export type Truth = boolean | null | Unknown

export function truthOf(value: Value): Truth {
  return isKnown(value) ? toBoolean(value) : unknown
}

/** False wins over everything, not knowing over NULL. */
export function and(truths: Iterable<Truth>): Truth {
  let result: Truth = true
  for (const truth of truths) {
    if (truth === false) return false
    if (truth instanceof Unknown) result = unknown
    else if (truth === null && result === true) result = null
  }
  return result
}

export function or(truths: Iterable<Truth>): Truth {
  let result: Truth = false
  for (const truth of truths) {
    if (truth === true) return true
    if (truth instanceof Unknown) result = unknown
    else if (truth === null && result === false) result = null
  }
  return result
}

export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth
}
