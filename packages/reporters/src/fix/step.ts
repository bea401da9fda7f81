import type { Finding, PlanStep, StepKind } from '@migration-doctor/core'
import { count, hanging, type Paint, prose } from '../paint.ts'
import { visible, visibleLine } from '../visible.ts'

export interface StepView {
  readonly paint: Paint
  readonly width: number
  readonly verbose: boolean
  readonly findings: ReadonlyMap<string, Finding>
}

const verbs: Readonly<Record<StepKind, string>> = {
  'emit-file': 'write a new migration',
  'rewrite-file': 'rewrite a migration that nobody has applied',
  'mark-applied': 'mark as applied',
  'mark-rolled-back': 'mark as rolled back',
  'delete-history-row': 'delete a row of the history',
  'realign-checksum': 'accept the edited file: record its checksum',
  'execute-sql': 'run guarded SQL',
  'rename-migration': 'rename a migration',
}

/** Lines of a file or script that are shown before the rest is only counted. */
const mostLines = 14

/** One step of a plan: what it does, to what, why, at what risk, and what it writes. */
export function step(planned: PlanStep, number: number, view: StepView): readonly string[] {
  const { paint, width } = view
  const target = visibleLine(planned.path ?? planned.migration ?? '')
  return [
    ...hanging(`${paint.strong(`${number}.`)} `, paint.strong(verbs[planned.kind]), width),
    ...(target ? [`   ${paint.name(target)}`] : []),
    ...planned.why.flatMap((id) => reason(id, view)),
    ...hanging(`   ${paint.quiet('risk')}   `, risk(planned, paint), width),
    ...(planned.undo ? hanging(`   ${paint.quiet('undo')}   `, prose(planned.undo, paint), width) : []),
    ...script(planned.sql, view),
  ]
}

function reason(id: string, { findings, paint, width }: StepView): readonly string[] {
  const finding = findings.get(id)
  if (!finding) return []
  const text = `${paint.strong(finding.rule)}: ${prose(finding.message, paint)}`
  return hanging(`   ${paint.quiet('cures')}  `, text, width)
}

function risk({ risk, losesData }: PlanStep, paint: Paint): string {
  const brush = risk === 'high' ? paint.severity.error : risk === 'low' ? paint.severity.warning : paint.good
  const loss = losesData ? paint.severity.error('loses data') : 'loses no data'
  return `${brush(risk)}, ${loss}`
}

function script(sql: string | undefined, { paint, verbose }: StepView): readonly string[] {
  if (!sql) return []
  const lines = sql.replace(/\s+$/, '').split(/\r?\n/)
  const shown = verbose || lines.length <= mostLines + 1 ? lines : lines.slice(0, mostLines)
  const hidden = lines.length - shown.length
  const bar = paint.quiet('│')
  const rest = hidden > 0 ? [`   ${paint.quiet(`⋮ ${count(hidden, 'more line')} (--verbose shows all)`)}`] : []
  return ['', ...shown.map((line) => `   ${bar} ${visible(line.replaceAll('\t', '    '))}`), ...rest]
}
