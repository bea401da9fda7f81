import type { Catalog, CatalogObject, ObjectKey } from './catalog.ts'

/** One object in which two catalogs differ. */
export interface Difference {
  readonly key: ObjectKey
  readonly kind: 'missing' | 'extra' | 'changed'
  /** `null` where it is not there. */
  readonly expected: CatalogObject | null
  readonly actual: CatalogObject | null
  /** Names of the facts that differ, for `changed`. */
  readonly facts: readonly string[]
}

/** Compares what should be with what is. Facts that one side does not claim to know never differ. */
export function compareCatalogs(expected: Catalog, actual: Catalog): readonly Difference[] {
  const differences: Difference[] = []
  for (const [key, object] of expected.objects) {
    const other = actual.objects.get(key)
    if (!other) differences.push({ key, kind: 'missing', expected: object, actual: null, facts: [] })
    else {
      const facts = changedFacts(object, other)
      if (facts.length > 0) differences.push({ key, kind: 'changed', expected: object, actual: other, facts })
    }
  }
  for (const [key, object] of actual.objects) {
    if (!expected.objects.has(key)) differences.push({ key, kind: 'extra', expected: null, actual: object, facts: [] })
  }
  return differences
}

function changedFacts(a: CatalogObject, b: CatalogObject): readonly string[] {
  const left = new Map<string, unknown>(Object.entries(a))
  const right = new Map<string, unknown>(Object.entries(b))
  return [...left.keys()].filter((fact) => {
    const [mine, theirs] = [left.get(fact), right.get(fact)]
    return mine !== undefined && theirs !== undefined && JSON.stringify(mine) !== JSON.stringify(theirs)
  })
}
