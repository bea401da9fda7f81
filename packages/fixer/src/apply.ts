import type { Adapter, HistoryWrite } from '@migration-doctor/adapters'
import { type Database, type History, type Plan, type PlanStep, type Project, refused } from '@migration-doctor/core'

export interface ApplyContext {
  readonly adapter: Adapter
  readonly project: Project
  readonly history: History | null
  readonly database: Database
  readonly now: Date
}

/** The history writes of a plan, in order: what `--apply` will send. */
export function writesOf(plan: Plan, context: Omit<ApplyContext, 'database'>): readonly HistoryWrite[] {
  return plan.steps.flatMap((step) => writesOfStep(step, context))
}

function writesOfStep(
  step: PlanStep,
  { adapter, project, history, now }: Omit<ApplyContext, 'database'>,
): readonly HistoryWrite[] {
  const rows = history?.rows.filter((row) => row.name === step.migration) ?? []
  const migration = project.migrations.find((one) => one.name === step.migration)
  switch (step.kind) {
    case 'mark-applied':
      return migration ? adapter.mark({ kind: 'applied', migration }, history, project, now) : []
    case 'mark-rolled-back':
      return migration ? adapter.mark({ kind: 'rolled-back', migration }, history, project, now) : []
    case 'delete-history-row':
      return rows.map((row) => adapter.deleteRow(row, project))
    case 'realign-checksum':
      return migration
        ? rows.filter((row) => row.state === 'applied').map((row) => adapter.realign(row, migration, project))
        : []
    case 'execute-sql':
      return step.sql === undefined ? [] : [{ sql: step.sql, parameters: [] }]
    default:
      return []
  }
}

/** Writes to the database under the tool's own lock, in one transaction: all of it or nothing. */
export async function applyWrites(
  writes: readonly HistoryWrite[],
  { adapter, project, database }: ApplyContext,
): Promise<void> {
  await database.script('BEGIN')
  try {
    await database.script("SET LOCAL lock_timeout = '10s'")
    const lock = adapter.lock(project)
    await database.query(lock.sql, lock.parameters)
    for (const write of writes) await database.query(write.sql, write.parameters)
    await database.script('COMMIT')
  } catch (error) {
    await database.script('ROLLBACK')
    if (isLockTimeout(error)) {
      throw refused(
        "Another process holds the tool's lock on this database.",
        'Wait until its migrations are done, then try again.',
      )
    }
    throw error
  }
}

function isLockTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '55P03'
}
