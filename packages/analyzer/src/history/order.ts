import type { HistoryRow, Project } from '@migration-doctor/core'

/** Migrations that ran after one that sorts behind them, with the name of the last such one. */
export function overtaken(project: Project, rows: readonly HistoryRow[]): ReadonlyMap<string, string> {
  const times = timesOf(project, rows)
  const late = new Map<string, string>()
  let first: { readonly name: string; readonly time: number } | null = null
  for (const { name } of project.migrations.toReversed()) {
    const time = times.get(name)
    if (time === undefined) continue
    if (first && first.time < time) late.set(name, first.name)
    else if (!first || time < first.time) first = { name, time }
  }
  return late
}

/** When each migration ran. Claimed ones did not, and rows that tell no time tell no order. */
function timesOf({ tool }: Project, rows: readonly HistoryRow[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const row of rows) {
    if (row.state !== 'applied') continue
    // TypeORM keeps no time, but its key counts up.
    const time = tool === 'typeorm' ? Number(row.key) : row.startedAt?.getTime()
    if (time !== undefined && !Number.isNaN(time)) times.set(row.name, Math.min(time, times.get(row.name) ?? time))
  }
  return times
}
