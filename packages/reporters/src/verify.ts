import type { MigrationState, ProjectReport, Report } from '@migration-doctor/core'
import { count, hanging, type Paint, paintFor, signs } from './paint.ts'
import { reporter as pretty } from './pretty.ts'
import type { RenderOptions } from './reporter.ts'
import { textOf } from './text.ts'
import { visibleLine } from './visible.ts'

/** Whether what is recorded is really there: a sentence for each project, or the findings that say it is not. */
export function renderVerify(report: Report, options: RenderOptions): string {
  if (report.projects.some((project) => project.findings.length > 0)) return pretty.render(report, options)
  if (options.quiet) return ''
  const paint = paintFor(options.color)
  return textOf(report.projects.flatMap((project) => verified(project, options.width, paint)))
}

/** States in which the history says that a migration has run. */
const recordedStates = new Set<MigrationState>(['applied', 'claimed', 'edited', 'out-of-order'])

function verified(project: ProjectReport, width: number, paint: Paint): readonly string[] {
  const recorded = project.migrations.filter(({ state }) => recordedStates.has(state))
  const pending = project.migrations.length - recorded.length
  const where = project.database ? ` in ${project.database.name} on ${project.database.host}` : ''
  const rest = pending > 0 ? `; ${pending} not yet applied` : ''
  const text = `${project.name}: ${count(recorded.length, 'recorded migration')}, all really there${where}${rest}.`
  return hanging(`${paint.good(signs.good)} `, visibleLine(text), width)
}
