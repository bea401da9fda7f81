import type { Catalog, CatalogObject, ObjectKey } from './catalog.ts'

/** One fact in which an object differs. */
export interface FactDifference {
  readonly fact: string
  readonly left: unknown
  readonly right: unknown
}

/** One object in which two catalogs differ: `missing` on the right, `extra` on the right, or `changed`. */
export interface Difference {
  readonly key: ObjectKey
  readonly kind: 'missing' | 'extra' | 'changed'
  /** The object, from the side that has it; the left one when both do. */
  readonly object: CatalogObject
  /** For `changed`. */
  readonly facts: readonly FactDifference[]
}

/**
 * Compares what should be (left) with what is (right). Facts that one side does not claim to know never differ, and what
 * hangs on a table that is missing or extra is not told again. Sorted by key.
 */
export function compareCatalogs(left: Catalog, right: Catalog): readonly Difference[] {
  const differences = [...oneSided(left, right, 'missing'), ...oneSided(right, left, 'extra'), ...changed(left, right)]
  return differences.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function oneSided(from: Catalog, other: Catalog, kind: 'missing' | 'extra'): readonly Difference[] {
  const found: Difference[] = []
  for (const [key, object] of from.objects) {
    if (other.objects.has(key) || followsOwner(object, from, other) || isUnclaimed(object, other)) continue
    found.push({ key, kind, object, facts: [] })
  }
  return found
}

/** Does it hang on something that only one side has? */
function followsOwner(object: CatalogObject, from: Catalog, other: Catalog): boolean {
  if (!('table' in object)) return false
  return ownerKeys(object.schema, object.table).some((key) => from.objects.has(key) && !other.objects.has(key))
}

/** A column of a view whose columns the other side does not claim to know. */
function isUnclaimed(object: CatalogObject, other: Catalog): boolean {
  if (object.kind !== 'column') return false
  return ownerKeys(object.schema, object.table).some((key) => {
    const owner = other.objects.get(key)
    return (owner?.kind === 'view' || owner?.kind === 'materialized view') && owner.columns === undefined
  })
}

const ownerKinds = ['table', 'view', 'materialized view', 'foreign table', 'composite', 'domain'] as const

function ownerKeys(schema: string, name: string): readonly ObjectKey[] {
  return ownerKinds.map((kind) => `${kind}:${schema}.${name}`)
}

function changed(left: Catalog, right: Catalog): readonly Difference[] {
  const found: Difference[] = []
  for (const [key, object] of left.objects) {
    const other = right.objects.get(key)
    const facts = other ? factDifferences(object, other) : []
    if (facts.length > 0) found.push({ key, kind: 'changed', object, facts })
  }
  return found
}

/** Tells how an object came to be what it is, not what it is. */
const incidental: ReadonlySet<string> = new Set(['number'])

function factDifferences(a: CatalogObject, b: CatalogObject): readonly FactDifference[] {
  const theirs = new Map<string, unknown>(Object.entries(b))
  return Object.entries(a).flatMap(([fact, left]) => {
    if (incidental.has(fact)) return []
    const right = theirs.get(fact)
    const differ = left !== undefined && right !== undefined && JSON.stringify(left) !== JSON.stringify(right)
    return differ ? [{ fact, left, right }] : []
  })
}

/** One text for one content, whatever the order of reading: for hashes. */
export function canonicalText(catalog: Catalog): string {
  const entries = [...catalog.objects].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return JSON.stringify(
    entries.map(([, object]) =>
      Object.entries(object)
        .filter(([fact]) => !incidental.has(fact))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  )
}
