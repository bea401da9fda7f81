import { performance } from 'node:perf_hooks'
import { type ExitCode, type ProjectReport, type Report, summarize } from '@migration-doctor/core'
import type { RenderOptions } from '@migration-doctor/reporters'
import { type Examination, type ExamineOptions, examine } from './examine.ts'
import { codeOf } from './exit.ts'
import type { Host } from './host.ts'
import { invocationOf } from './invocation.ts'
import type { DatabaseArguments, ExecuteArguments, OutputArguments, ProjectArguments } from './options.ts'
import { deliver, renderOptions, renderReport } from './output.ts'
import { progressOn } from './progress.ts'
import { byCurrentNames } from './rule-settings.ts'
import { currentName, ruleTexts } from './rules.ts'
import { onlyProject, type Settings, settingsOf } from './settings.ts'

export type ReportArguments = ProjectArguments & Partial<DatabaseArguments & ExecuteArguments> & OutputArguments

/** How one command differs from the others that end in a report. */
export interface Inquiry {
  readonly database: ExamineOptions['database']
  /** Its own view of the report for people. */
  readonly pretty?: (report: Report, options: RenderOptions) => string
  /** Narrows what is reported of one project. */
  readonly narrow?: (examination: Examination) => Promise<ProjectReport>
}

/** The course of every command that reports: examine the projects, narrow, render, deliver; the exit code. */
export async function inquire(args: ReportArguments, host: Host, inquiry: Inquiry): Promise<ExitCode> {
  const started = performance.now()
  const settings = await settingsOf(args, host)
  const examinations = await examineAll(settings, inquiry.database, host)
  const projects: ProjectReport[] = []
  for (const examination of examinations) projects.push((await inquiry.narrow?.(examination)) ?? examination.report)
  const report: Report = {
    schemaVersion: 1,
    doctor: { version: host.version },
    projects,
    summary: summarize(projects, Math.round(performance.now() - started)),
  }
  const options = optionsFor(examinations, args, host)
  const view = inquiry.pretty ? { format: args.format, pretty: inquiry.pretty } : { format: args.format }
  await deliver(renderReport(report, options, view), args.output, host)
  return codeOf(report, args['fail-on'])
}

/** One project after the other: each is heavy, and their progress is told in turn. */
export async function examineAll(settings: Settings, database: ExamineOptions['database'], host: Host) {
  const rules = byCurrentNames(settings.rules, currentName)
  const progress = progressOn(host.err)
  const examinations: Examination[] = []
  try {
    for (const project of settings.projects) {
      examinations.push(await examine(project, { rules, database, host, progress }))
    }
    return examinations
  } finally {
    progress.done()
  }
}

/** For commands about one project. @throws DoctorError (exit code 2) when several are meant. */
export async function examineOne(args: ReportArguments, database: ExamineOptions['database'], host: Host) {
  const settings = await settingsOf(args, host)
  const [examination] = await examineAll({ ...settings, projects: [onlyProject(settings)] }, database, host)
  if (!examination) throw new Error('One project was examined, and none came back.')
  return examination
}

export function optionsFor(examinations: readonly Examination[], args: ReportArguments, host: Host): RenderOptions {
  const sources = new Map(examinations.map(({ project }) => [project.name, project.sources]))
  return { ...renderOptions(args, host, { sources, invocation: invocationOf(args, host) }), rules: ruleTexts() }
}
