import type { Report } from '@migration-doctor/core'
import { type Paint, padEnd } from '../paint.ts'
import { type Invocation, ordinary, type RenderOptions } from '../reporter.ts'

/** A command that can be typed as it stands, and what it is for. */
export interface NextStep {
  readonly command: string
  readonly why: string
}

/** `migration-doctor fix --cwd app`. */
export function commandLine({ program, options }: Invocation, words: string): string {
  return [program, words, options].filter((part) => part !== '').join(' ')
}

/** What to do after a diagnosis: nothing when there is nothing, a cure only where there may be one, and none for notes. */
export function nextSteps(report: Report, options: RenderOptions, paint: Paint): readonly string[] {
  const { invocation = ordinary, rules } = options
  const roots = report.projects.flatMap((project) => project.findings).filter(({ causedBy }) => causedBy === null)
  const worst = (['error', 'warning', 'note'] as const).flatMap(
    (level) => roots.find(({ severity }) => severity === level) ?? [],
  )
  const rule = worst[0]?.rule
  if (rule === undefined) return []
  const fix = { command: commandLine(invocation, 'fix'), why: 'plan the cure, and prove it' }
  const explain = { command: `${invocation.program} explain ${rule}`, why: 'what this means, and why' }
  const explained = !rules || rules.some(({ name }) => name === rule) ? [explain] : []
  const incurable = new Set(rules?.flatMap(({ name, curable }) => (curable === false ? [name] : [])))
  const curable = roots.some((finding) => finding.severity !== 'note' && !incurable.has(finding.rule))
  return nextLines(curable ? [fix, ...explained] : explained, paint, options.width)
}

/** What a command is for stands beside it, or below it where the lines would be wider than `columns`. Commands are never broken. */
export function nextLines(steps: readonly NextStep[], paint: Paint, columns: number): readonly string[] {
  const width = Math.max(0, ...steps.map(({ command }) => command.length))
  const isWide = steps.some(({ why }) => label.length + width + gap.length + why.length > columns)
  return steps.flatMap(({ command, why }, index) => {
    const start = index === 0 ? `${paint.strong('next')}  ` : label
    if (isWide) return [`${start}${paint.command(command)}`, `${label}${gap}${paint.quiet(why)}`]
    return [`${start}${paint.command(padEnd(command, width))}${gap}${paint.quiet(why)}`]
  })
}

const label = '      '
const gap = '  '
