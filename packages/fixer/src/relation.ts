import type { TimelineStatement } from '@migration-doctor/analyzer'

/** Every relation that a statement names, wherever in it. */
export function relationsOf({ statement }: TimelineStatement): readonly { schema: string | null; name: string }[] {
  return statement ? ranges(statement.node) : []
}

function ranges(value: unknown): readonly { schema: string | null; name: string }[] {
  if (Array.isArray(value)) return value.flatMap(ranges)
  if (typeof value !== 'object' || value === null) return []
  const own =
    'relname' in value && typeof value.relname === 'string' ? [{ schema: schemaOf(value), name: value.relname }] : []
  return [...own, ...Object.values(value).flatMap(ranges)]
}

function schemaOf(range: object): string | null {
  return 'schemaname' in range && typeof range.schemaname === 'string' ? range.schemaname : null
}
