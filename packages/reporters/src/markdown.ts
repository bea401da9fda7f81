import type { Finding, ProjectReport, Report } from '@migration-doctor/core'
import { type Disease, diseases, followers } from './diseases.ts'
import { frame, type Source, sourceOf } from './frame.ts'
import { count, listed, paintFor, signs } from './paint.ts'
import { evidenceSentence } from './pretty/evidence.ts'
import { placeOf } from './pretty/finding.ts'
import { databaseLine, toolOf } from './pretty/header.ts'
import type { RenderOptions, Reporter } from './reporter.ts'
import { apart, textOf } from './text.ts'
import { visibleLine } from './visible.ts'

/** For comments on pull requests and job summaries. */
export const reporter: Reporter = { name: 'markdown', summary: 'Markdown, for pull requests', render }

const frameWidth = 100

function render(report: Report, options: RenderOptions): string {
  const { errors, warnings, notes } = report.summary
  const parts = [
    errors > 0 ? count(errors, 'error') : '',
    warnings > 0 ? count(warnings, 'warning') : '',
    notes > 0 ? count(notes, 'note') : '',
  ].filter((part) => part !== '')
  const total = parts.length === 0 ? `${signs.good} nothing wrong` : listed(parts)
  const blocks = report.projects.flatMap((project) => projectBlocks(project, options))
  return textOf(apart([[`## migration-doctor: ${total}`], ...blocks]))
}

function projectBlocks(project: ProjectReport, options: RenderOptions): readonly (readonly string[])[] {
  const about = `${toolOf(project)}, ${count(project.migrations.length, 'migration')}; ${databaseLine(project.database)}`
  const texts = options.sources.get(project.name)
  const source = (file: string) => {
    const text = texts?.get(file)
    return text === undefined ? null : sourceOf(text)
  }
  const found = diseases(project.findings)
  const healthy = found.length === 0 ? [[`${signs.good} healthy`]] : []
  return [
    [`### ${escaped(project.name)}`],
    [escaped(about)],
    ...healthy,
    ...found.flatMap((disease) => findingBlocks(disease, source)),
  ]
}

function findingBlocks(disease: Disease, source: (file: string) => Source | null) {
  const { root } = disease
  const follow = followers(disease)
  return [
    [`#### ${signs[root.severity]} ${root.severity} \`${root.rule}\``],
    [escaped(root.message)],
    ...placed(root, source),
    ...root.related.map(({ message, location }) => [
      `- ${escaped(message)}${location ? `: ${code(placeOf(location))}` : ''}`,
    ]),
    [escaped(root.help)].filter((text) => text !== ''),
    [`*${escaped(evidenceSentence(root.evidence))}*`],
    ...(follow ? [[`… ${follow}.`]] : []),
  ]
}

function placed({ location, severity }: Finding, source: (file: string) => Source | null) {
  if (!location) return []
  const text = source(location.file)
  const paint = paintFor(false)
  const brush = paint.severity[severity]
  const lines = text ? frame(text, location, { paint, brush, width: frameWidth, context: 1, lines: 5 }) : []
  return [[code(placeOf(location))], lines.length > 0 ? fenced(lines) : []]
}

/** The fence is longer than any run of backquotes inside. */
function fenced(lines: readonly string[]): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${fence}text`, ...lines, fence]
}

function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  return `${fence}${text}${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

/** Keeps `code` as code; elsewhere, what Markdown or HTML would take for its own is escaped. */
function escaped(text: string): string {
  return visibleLine(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_[\]<>#|~@]/g, '\\$&')))
    .join('')
}
