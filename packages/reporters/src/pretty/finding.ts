import type { Finding, Location, Related } from '@migration-doctor/core'
import { type Disease, followers } from '../diseases.ts'
import { frame, type Source } from '../frame.ts'
import { count, hanging, type Paint, prose, signs, wrap } from '../paint.ts'
import { visibleLine } from '../visible.ts'
import { evidenceSentence } from './evidence.ts'

/** What rendering one project needs. */
export interface View {
  readonly paint: Paint
  readonly width: number
  readonly verbose: boolean
  readonly source: (file: string) => Source | null
}

export function finding({ root, consequences }: Disease, view: View): readonly string[] {
  return [
    headline(root, view.paint),
    ...wrap(prose(root.message, view.paint), view.width - 2).map(indented),
    ...placed(root.location, root.migration, 1, { finding: root, view }),
    ...root.related.flatMap((related) => relatedPlace(related, root, view)),
    '',
    ...labelled('help', prose(root.help, view.paint), view),
    ...labelled('evidence', prose(evidenceSentence(root.evidence), view.paint), view),
    ...folded({ root, consequences }, view),
  ]
}

function headline(root: Finding, paint: Paint): string {
  const brush = paint.severity[root.severity]
  return `${brush(`${signs[root.severity]} ${root.severity}`)}  ${paint.strong(root.rule)}`
}

interface Subject {
  readonly finding: Finding
  readonly view: View
}

function placed(location: Location | null, migration: string | null, context: number, subject: Subject) {
  const { view, finding } = subject
  if (!location) return migration ? ['', `  ${view.paint.quiet(`in migration ${visibleLine(migration)}`)}`] : []
  const source = view.source(location.file)
  const brush = context > 0 ? view.paint.severity[finding.severity] : view.paint.name
  const options = { paint: view.paint, brush, width: view.width - 2, context, lines: context > 0 ? 3 : 1 }
  return [
    '',
    `  ${view.paint.name(placeOf(location))}`,
    ...(source ? frame(source, location, options) : []).map(indented),
  ]
}

function relatedPlace(related: Related<Location>, root: Finding, view: View): readonly string[] {
  const [blank, ...rest] = placed(related.location, related.migration, 0, { finding: root, view })
  const note = wrap(prose(`${related.message}:`, view.paint), view.width - 2).map(indented)
  return [blank ?? '', ...(rest.length > 0 ? note : note.map((line) => line.replace(/:$/, ''))), ...rest]
}

/** `file:line:column`, as editors and terminals open it. */
export function placeOf(location: Location): string {
  return `${visibleLine(location.file)}:${location.startLine}:${location.startColumn}`
}

function labelled(label: string, text: string, view: View): readonly string[] {
  if (text === '') return []
  return hanging(`  ${view.paint.quiet(label.padEnd(8))}  `, text, view.width)
}

function folded(disease: Disease, view: View): readonly string[] {
  const { consequences } = disease
  if (consequences.length === 0) return []
  const sentence = followers(disease)
  if (!view.verbose) return [`  ${view.paint.quiet(`${sentence} (--verbose lists ${them(consequences)})`)}`]
  return [`  ${view.paint.quiet(`${sentence}:`)}`, ...consequences.flatMap((finding) => consequence(finding, view))]
}

function them(consequences: readonly Finding[]): string {
  return consequences.length === 1 ? 'it' : 'them'
}

function consequence(finding: Finding, view: View): readonly string[] {
  const place = finding.location ? placeOf(finding.location) : (finding.migration ?? finding.rule)
  return [
    `    ${view.paint.name(place)}`,
    ...wrap(prose(finding.message, view.paint), view.width - 6).map((line) => `      ${line}`),
  ]
}

/** One line for `--quiet`. */
export function findingLine({ root, consequences }: Disease, paint: Paint): string {
  const place = root.location ? placeOf(root.location) : (root.migration ?? '-')
  const severity = paint.severity[root.severity](root.severity)
  const more = consequences.length > 0 ? paint.quiet(` (+${count(consequences.length, 'consequence')})`) : ''
  return `${paint.name(visibleLine(place))}: ${severity} ${root.rule}: ${prose(root.message, paint)}${more}`
}

function indented(line: string): string {
  return line === '' ? line : `  ${line}`
}
