import type { Finding, Location, ProjectReport, Report } from '@migration-doctor/core'
import { type Disease, diseases, fileOf, followers } from './diseases.ts'
import type { Reporter } from './reporter.ts'
import { textOf } from './text.ts'
import { visible } from './visible.ts'

/** Workflow commands, which GitHub Actions turns into annotations. */
export const reporter: Reporter = { name: 'github', summary: 'annotations in GitHub Actions', render }

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

function render(report: Report): string {
  const annotations = report.projects.flatMap((project) =>
    diseases(project.findings).map((disease) => annotation(disease, project)),
  )
  return textOf(annotations)
}

function annotation(disease: Disease, project: ProjectReport): string {
  const { root } = disease
  const properties = [...placeOf(root, project), ['title', `${root.rule} (${project.name})`]]
  const written = properties.map(([name, value = '']) => `${name}=${property(value)}`).join(',')
  const follow = followers(disease)
  const message = [root.message, root.help, follow].filter((part) => part !== '').join('\n')
  return `::${commands[root.severity]} ${written}::${data(message)}`
}

function placeOf(root: Finding, project: ProjectReport): readonly (readonly string[])[] {
  const file = fileOf(root, project)
  if (file === null) return []
  return [['file', file], ...(root.location ? range(root.location) : [])]
}

/** GitHub knows columns only within one line. */
function range({ startLine, startColumn, endLine, endColumn }: Location): readonly (readonly string[])[] {
  const lines = [
    ['line', String(startLine)],
    ['endLine', String(endLine)],
  ]
  if (startLine !== endLine) return lines
  return [...lines, ['col', String(startColumn)], ['endColumn', String(endColumn)]]
}

function data(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
