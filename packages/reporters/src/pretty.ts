import type { ProjectReport, Report } from '@migration-doctor/core'
import { diseases } from './diseases.ts'
import { type Source, sourceOf } from './frame.ts'
import { type Paint, paintFor } from './paint.ts'
import { finding, findingLine, type View } from './pretty/finding.ts'
import { header } from './pretty/header.ts'
import { nextSteps } from './pretty/next.ts'
import { foldedNotes, foldNotes } from './pretty/notes.ts'
import { healthy, summaryLines } from './pretty/summary.ts'
import type { RenderOptions, Reporter } from './reporter.ts'
import { apart, textOf } from './text.ts'

/** For people, at a terminal. */
export const reporter: Reporter = { name: 'pretty', summary: 'for people, at a terminal', render }

function render(report: Report, options: RenderOptions): string {
  const paint = paintFor(options.color)
  if (options.quiet) return textOf(report.projects.flatMap((project) => quietLines(project, paint)))
  const blocks = report.projects.map((project) => projectBlock(project, options, paint))
  if (report.projects.every((project) => project.findings.length === 0)) return textOf(blocks.flat())
  const end = summaryLines(report, { width: options.width, paint, verbose: options.verbose })
  return textOf(apart([...blocks, end, nextSteps(report, options, paint)]))
}

function quietLines(project: ProjectReport, paint: Paint): readonly string[] {
  return diseases(project.findings).map((disease) => findingLine(disease, paint))
}

function projectBlock(project: ProjectReport, options: RenderOptions, paint: Paint): readonly string[] {
  if (project.findings.length === 0) return healthy(project, options.width, paint)
  const view: View = { paint, width: options.width, verbose: options.verbose, source: sourcesOf(project, options) }
  const { shown, folded } = foldNotes(diseases(project.findings), options.verbose)
  const found = shown.map((disease) => finding(disease, view))
  return apart([header(project, options.width, paint), ...found, ...folded.map((notes) => foldedNotes(notes, paint))])
}

function sourcesOf(project: ProjectReport, options: RenderOptions): (file: string) => Source | null {
  const texts = options.sources.get(project.name)
  const sources = new Map<string, Source>()
  return (file) => {
    const known = sources.get(file)
    if (known) return known
    const found = texts?.get(file)
    if (found === undefined) return null
    const source = sourceOf(found)
    sources.set(file, source)
    return source
  }
}
