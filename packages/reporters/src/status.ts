import type { MigrationReport, MigrationState, ProjectReport, Report } from '@migration-doctor/core'
import { count, listed, type Paint, padEnd, paintFor, wrap } from './paint.ts'
import { header } from './pretty/header.ts'
import type { RenderOptions } from './reporter.ts'
import { apart, textOf } from './text.ts'
import { visibleLine } from './visible.ts'

const moods: Readonly<Record<MigrationState, 'good' | 'quiet' | 'warning' | 'error'>> = {
  applied: 'good',
  pending: 'quiet',
  'rolled-back': 'quiet',
  running: 'warning',
  edited: 'warning',
  'out-of-order': 'warning',
  claimed: 'warning',
  unrecorded: 'warning',
  'missing-file': 'warning',
  failed: 'error',
  interrupted: 'error',
  absent: 'error',
  partial: 'error',
}

/** Every migration and its state, as a table in effective order. */
export function renderStatus(report: Report, options: RenderOptions): string {
  const paint = paintFor(options.color)
  const blocks = report.projects.flatMap((project) => [
    header(project, options.width, paint),
    options.quiet ? [] : table(project.migrations, paint),
    wrap(tally(project, paint), options.width),
  ])
  return textOf(apart(blocks))
}

function table(migrations: readonly MigrationReport[], paint: Paint): readonly string[] {
  if (migrations.length === 0) return []
  const digits = Math.max(2, String(migrations.length).length)
  const width = Math.max(...migrations.map(({ state }) => state.length))
  const heading = `${'#'.padStart(digits)}  ${padEnd('state', width)}  migration`
  return [paint.quiet(heading), ...migrations.map(row)]

  function row({ name, state }: MigrationReport, index: number): string {
    const number = paint.quiet(String(index + 1).padStart(digits))
    return `${number}  ${brushFor(state, paint)(padEnd(state, width))}  ${visibleLine(name)}`
  }
}

function brushFor(state: MigrationState, paint: Paint): (text: string) => string {
  const mood = moods[state]
  return mood === 'warning' || mood === 'error' ? paint.severity[mood] : paint[mood]
}

/** `12 applied, 1 failed and 2 pending.` */
function tally(project: ProjectReport, paint: Paint): string {
  const counts = new Map<MigrationState, number>()
  for (const { state } of project.migrations) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, number]) => brushFor(state, paint)(`${number} ${state}`))
  return parts.length === 0 ? paint.quiet(`${count(0, 'migration')}.`) : `${listed(parts)}.`
}
