import type { Coverage, ProjectReport, Report, Summary } from '@migration-doctor/core'
import { count, hanging, listed, type Paint, signs, wrap } from '../paint.ts'
import { visibleLine } from '../visible.ts'
import { toolOf } from './header.ts'

/** The one line of a project in which nothing was found. */
export function healthy(project: ProjectReport, width: number, paint: Paint): readonly string[] {
  const read = `${count(project.migrations.length, 'migration')}, ${count(project.coverage.statements, 'statement')}`
  const text = `${project.name} (${toolOf(project)}) is healthy: ${read}, nothing wrong in ${lookedAt(project)}.`
  return hanging(`${paint.good(signs.good)} `, visibleLine(text), width)
}

function lookedAt({ database, migrations }: ProjectReport): string {
  if (!database) return 'the files, which is all that was looked at (no database)'
  const where = `${database.name} on ${database.host}`
  if (database.historyTable === null) return `the files; ${where} has no history table to compare them with`
  const pending = migrations.filter(({ state }) => state === 'pending').length
  return `the files and in the history of ${where}${pending > 0 ? `, ${pending} not yet applied` : ''}`
}

/** Totals, coverage and what was not looked at. */
export function summaryLines(report: Report, options: { width: number; paint: Paint; verbose: boolean }) {
  const { width, paint, verbose } = options
  const consequences = report.projects
    .flatMap((project) => project.findings)
    .filter(({ causedBy }) => causedBy !== null)
  const total = report.projects.map((project) => project.coverage).reduce(added, none)
  return [
    ...wrap(`${totals(report.summary, paint)}${followed(consequences.length, paint)}`, width),
    ...wrap(paint.quiet(coverage(total, report.summary)), width),
    ...notChecked(report.projects, verbose).flatMap((line) => hanging('', paint.quiet(line), width)),
  ]
}

function totals({ errors, warnings, notes }: Summary, paint: Paint): string {
  const parts = [
    errors > 0 ? paint.severity.error(count(errors, 'error')) : '',
    warnings > 0 ? paint.severity.warning(count(warnings, 'warning')) : '',
    notes > 0 ? paint.severity.note(count(notes, 'note')) : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? paint.good('nothing wrong') : listed(parts)
}

function followed(consequences: number, paint: Paint): string {
  return consequences === 0 ? '' : paint.quiet(`, with ${count(consequences, 'consequence')}`)
}

const none: Coverage = { statements: 0, simulated: 0, replayed: 0, unreadable: 0 }

function added(a: Coverage, b: Coverage): Coverage {
  return {
    statements: a.statements + b.statements,
    simulated: a.simulated + b.simulated,
    replayed: a.replayed + b.replayed,
    unreadable: a.unreadable + b.unreadable,
  }
}

function coverage(total: Coverage, summary: Summary): string {
  const parts = [
    `${total.simulated.toLocaleString('en-US')} simulated`,
    total.replayed > 0 ? `${total.replayed.toLocaleString('en-US')} replayed on a scratch database` : '',
    total.unreadable > 0 ? `${total.unreadable.toLocaleString('en-US')} unreadable` : '',
  ].filter((part) => part !== '')
  return `${count(total.statements, 'statement')}: ${listed(parts)}, in ${seconds(summary.durationMs)}.`
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** `Not checked: 4 rules, for want of a database.`, one line for each thing that is lacking. */
function notChecked(projects: readonly ProjectReport[], verbose: boolean): readonly string[] {
  const byNeed = new Map<string, Set<string>>()
  for (const { rule, needs } of projects.flatMap((project) => project.skipped)) {
    byNeed.set(needs, (byNeed.get(needs) ?? new Set()).add(rule))
  }
  return [...byNeed].map(([needs, rules]) => {
    const names = verbose ? ` (${[...rules].join(', ')})` : ''
    return `Not checked: ${count(rules.size, 'rule')}, for want of ${needs}${names}.`
  })
}
