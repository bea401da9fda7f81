/** A value of a bound that can be compared with others of its column; `null` when that is not known. */
export type BoundValue = number | string | null

/** What a partition takes. */
export type PartitionBound =
  | { readonly kind: 'default' }
  | { readonly kind: 'list'; readonly values: readonly BoundValue[] }
  | { readonly kind: 'range'; readonly from: readonly BoundValue[]; readonly to: readonly BoundValue[] }
  | { readonly kind: 'hash'; readonly modulus: number; readonly remainder: number }
