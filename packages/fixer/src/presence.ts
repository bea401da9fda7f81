import type { CatalogObject } from '@migration-doctor/core'
import type { FixContext } from './fix.ts'

/** How much of what a migration makes is in the diagnosed database; `unknown` without a database. */
export function presence(
  name: string,
  { analysis, live }: Pick<FixContext, 'analysis' | 'live'>,
): 'all' | 'some' | 'none' | 'unknown' {
  if (!live) return 'unknown'
  const made = analysis.world.timeline.statements
    // What a refused statement would have made is there, if at all, by another one's doing.
    .filter((one) => one.migration.name === name && one.verdict.kind === 'accepted')
    .flatMap((one) => one.claims)
  const wanted = made.filter((claim) => claim.kind === 'relation' || claim.kind === 'column' || claim.kind === 'type')
  const names = namesIn(live.objects.values())
  const found = wanted.filter((claim) =>
    names.has(claim.column === undefined ? claim.name : `${claim.name}.${claim.column}`),
  )
  if (wanted.length === 0) return 'unknown'
  if (found.length === wanted.length) return 'all'
  return found.length === 0 ? 'none' : 'some'
}

function namesIn(objects: Iterable<CatalogObject>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const object of objects) names.add(object.kind === 'column' ? `${object.table}.${object.name}` : object.name)
  return names
}
