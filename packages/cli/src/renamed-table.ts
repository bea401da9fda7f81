import type { Project } from '@migration-doctor/core'
import type { Observation } from './observe.ts'

/**
 * The project with the tracking table that was found by its columns, since the tool was told another name for it, and a
 * sentence that says so; `null` when the table has the name that was looked for.
 */
export function renamedTable(
  project: Project,
  observation: Observation | null,
): { readonly project: Project; readonly sentence: string } | null {
  const history = observation?.history ?? 'absent'
  if (history === 'absent' || project.tool !== 'sql' || history.table.name === project.historyTable.name) return null
  const { schema, name } = history.table
  const sentence = `Took ${schema}.${name} for the tracking table: there is no ${project.historyTable.name}, its columns fit, and its rows name these migrations. --history-table says another.`
  return { project: { ...project, historyTable: history.table }, sentence }
}
