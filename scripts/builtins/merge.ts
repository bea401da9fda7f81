/** One object over the majors that were read: `since` and `until` are given only where it came or went. */
export interface Ranged<T> {
  readonly value: T
  readonly since: number | null
  /** The last major that has it. */
  readonly until: number | null
}

export interface Snapshot<T> {
  readonly major: number
  readonly values: readonly T[]
}

/**
 * Joins the same list read from several majors, oldest first. Objects that changed shape between majors stay
 * apart, each with its range.
 */
export function merge<T>(snapshots: readonly Snapshot<T>[]): readonly Ranged<T>[] {
  const seen = new Map<string, { value: T; majors: number[] }>()
  for (const { major, values } of snapshots.toReversed()) {
    for (const value of values) {
      const key = JSON.stringify(value)
      const entry = seen.get(key) ?? { value, majors: [] }
      entry.majors.push(major)
      seen.set(key, entry)
    }
  }
  const first = snapshots[0]?.major ?? 0
  const last = snapshots.at(-1)?.major ?? 0
  // Servers give their rows in no order of their own; the files must come out the same each time.
  const sorted = [...seen].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([, { value, majors }]) => {
    const since = Math.min(...majors)
    const until = Math.max(...majors)
    return { value, since: since === first ? null : since, until: until === last ? null : until }
  })
}

/** As `merge`, for lists whose order counts: what is gone stands after what it once followed. */
export function mergeOrdered<T>(snapshots: readonly Snapshot<T>[]): readonly Ranged<T>[] {
  const merged = new Map(merge(snapshots).map((ranged) => [JSON.stringify(ranged.value), ranged]))
  const order = (snapshots.at(-1)?.values ?? []).map((value) => JSON.stringify(value))
  for (const { values } of snapshots.toReversed()) {
    let previous = -1
    for (const value of values) {
      const key = JSON.stringify(value)
      const at = order.indexOf(key)
      if (at < 0) order.splice(++previous, 0, key)
      else previous = at
    }
  }
  return order.flatMap((key) => merged.get(key) ?? [])
}
