import type { History } from './generate.ts'

/** One statement and the migration that it belongs to. */
interface Placed {
  readonly migration: number
  readonly text: string
}

/** The smallest part of the history on which the engines still disagree in the same way. */
export async function shrink(history: History, still: (smaller: History) => Promise<boolean>): Promise<History> {
  let best = history.migrations.flatMap((statements, migration) => statements.map((text) => ({ migration, text })))
  const holds = (smaller: readonly Placed[]) => still(together(history, smaller))
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    best = await without(best, size, holds)
  }
  return together(history, best)
}

/** Leaves out runs of statements of that length, from the end, as long as that is possible. */
async function without(all: Placed[], size: number, holds: (smaller: readonly Placed[]) => Promise<boolean>) {
  let best = all
  for (let changed = true; changed; ) {
    changed = false
    for (let at = best.length - size; at > -size; at -= size) {
      const from = Math.max(at, 0)
      const smaller = best.toSpliced(from, at + size - from)
      if (smaller.length === 0 || !(await holds(smaller))) continue
      best = smaller
      changed = true
    }
    changed &&= size === 1
  }
  return best
}

function together({ execution, migrations }: History, placed: readonly Placed[]): History {
  const kept = migrations.map((_, migration) => placed.filter((one) => one.migration === migration))
  return { execution, migrations: kept.filter((one) => one.length > 0).map((one) => one.map(({ text }) => text)) }
}
