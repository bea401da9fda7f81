import type { Adapter, HistoryWrite } from '@migration-doctor/adapters'
import type { History, Plan, PlanStep, Project } from '@migration-doctor/core'

export interface ApplyContext {
  readonly adapter: Adapter
  readonly project: Project
  readonly history: History | null
  readonly now: Date
}

/** The history writes of a plan, in order: what `--apply` will send. */
export function writesOf(plan: Plan, context: ApplyContext): readonly HistoryWrite[] {
  return plan.steps.flatMap((step) => writesOfStep(step, context))
}

function writesOfStep(step: PlanStep, { adapter, project, history, now }: ApplyContext): readonly HistoryWrite[] {
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
