import type { KeyWish } from './index-elements.ts'
import { shown } from './names.ts'
import type { KeyDetails } from './objects.ts'

/** A key of which nothing is said but its column. */
export const plainDetails: KeyDetails = {
  kept: null,
  opclass: null,
  collation: null,
  descending: false,
  nullsFirst: false,
  operator: null,
  isUnusual: false,
}

/** What is said of a key of an index, once all that it names has been found. */
export function detailsOf(key: KeyWish): KeyDetails {
  const { details, element, entities, kept = null, opclass, collation: inner, operator } = key
  if (details) return details
  if (!element) return plainDetails
  const { ordering, nulls_ordering: nulls, opclassopts, collation: asked } = element
  const named = entities.find((one) => one.class === 'other' && one.kind === 'collation')
  const collation = (named?.class === 'other' ? named : inner) ?? null
  const descending = ordering === 'SORTBY_DESC'
  return {
    kept,
    opclass,
    collation,
    descending,
    nullsFirst: nulls === 'SORTBY_NULLS_FIRST' || (descending && nulls !== 'SORTBY_NULLS_LAST'),
    operator: operator && shown(operator),
    isUnusual: (opclassopts?.length ?? 0) > 0 || ((asked?.length ?? 0) > 0 && !collation),
  }
}
