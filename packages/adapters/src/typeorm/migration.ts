import type { Execution, Migration, ReadingProblem } from '@migration-doctor/core'
import type { TransactionMode } from './config.ts'
import { joinPath } from './evaluate/path.ts'
import { loadForExpansion } from './explore.ts'
import type { FoundDataSource } from './find-data-source.ts'
import { type Named, nameProblems } from './order.ts'
import { stepsOf, type Workshop, withFiles } from './run.ts'

/** `-t` of a script, else the data source's own, else one transaction for all. */
export function transactionMode(found: FoundDataSource): TransactionMode {
  const option = found.transactionOption
  if (option === 'all' || option === 'each' || option === 'none') return option
  return found.config.transactionMode ?? 'all'
}

/** As the executor decides for one migration: the mode, or the class's own `transaction`. */
function executionOf(mode: TransactionMode, own: boolean | null): Execution {
  const send = 'script'
  if (mode === 'all' && own === null) return { transaction: 'batch', send }
  return { transaction: (own ?? mode === 'each') ? 'migration' : 'none', send }
}

/** One class as a migration: what it sends on the way up and on the way down. */
export async function migrationOf(workshop: Workshop, one: Named, mode: TransactionMode): Promise<Migration> {
  const execution = executionOf(mode, one.transaction)
  const inTransaction = execution.transaction !== 'none'
  const run = { locate: one.locate, place: one.place }
  const up = await withFiles(workshop.store, () => stepsOf(workshop, { ...run, method: 'up', inTransaction }))
  const reverting = mode !== 'none'
  const down = one.hasDown
    ? await withFiles(workshop.store, () => stepsOf(workshop, { ...run, method: 'down', inTransaction: reverting }))
    : null
  await loadForExpansion(workshop, up, textOf(workshop, one.file))
  return {
    name: one.name,
    file: one.file,
    orderKey: one.timestamp === null ? one.name : String(one.timestamp),
    up,
    down,
    execution,
    checksums: [],
    problems: [...nameProblems(one), ...overrideProblems(one, mode)],
  }
}

function textOf({ store }: Workshop, file: string): string {
  return store.text(joinPath(store.root, file)) ?? ''
}

/** With one transaction for all, TypeORM refuses to run when any pending migration asks for its own mode. */
function overrideProblems(one: Named, mode: TransactionMode): ReadingProblem[] {
  if (mode !== 'all' || one.transaction === null) return []
  const data = { name: one.name, transaction: one.transaction, error: 'ForbiddenTransactionModeOverrideError' }
  return [{ rule: 'transaction-control-in-migration', place: one.place, data }]
}
