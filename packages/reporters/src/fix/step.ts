import type { Finding, PlanStep, StepKind } from '@migration-doctor/core'
import { hanging, type Paint, prose } from '../paint.ts'
import { visibleLine } from '../visible.ts'
import { changes, script } from './script.ts'

export interface StepView {
  readonly paint: Paint
  readonly width: number
  readonly verbose: boolean
  readonly findings: ReadonlyMap<string, Finding>
  /** Text of a file of the project as it is now. */
  readonly source: (path: string) => string | undefined
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
    ...writing(planned, view),
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

function writing({ kind, path, sql }: PlanStep, view: StepView): readonly string[] {
  if (sql === undefined || sql === '') return []
  const before = kind === 'rewrite-file' ? view.source(path ?? '') : undefined
  return ['', ...(before === undefined ? script(sql, view) : changes(before, sql, view))]
}
