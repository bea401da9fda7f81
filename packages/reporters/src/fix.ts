import type { Finding, FixReport } from '@migration-doctor/core'
import { proofLines } from './fix/proof.ts'
import { step } from './fix/step.ts'
import { count, type Paint, paintFor, prose, signs, wrap } from './paint.ts'
import { commandLine, type NextStep, nextLines } from './pretty/next.ts'
import { type Invocation, ordinary, type RenderOptions } from './reporter.ts'
import { apart, textOf } from './text.ts'

/** A plan with its proof and what became of it, for people. @param findings those that the plan's steps name. */
export function renderFix(report: FixReport, findings: readonly Finding[], options: RenderOptions): string {
  const { width, verbose } = options
  const paint = paintFor(options.color)
  const { steps } = report.plan
  if (steps.length === 0) return textOf(nothing(report, findings, options))
  const texts = [...options.sources.values()]
  const source = (path: string) => texts.find((files) => files.has(path))?.get(path)
  const view = { paint, width, verbose, source, findings: new Map(findings.map((finding) => [finding.id, finding])) }
  const shown = options.quiet ? [] : steps.map((planned, index) => step(planned, index + 1, view))
  return textOf(
    apart([
      [paint.strong(`the cure, in ${count(steps.length, 'step')}`)],
      ...shown,
      proofLines(report.proof, width, paint),
      wrap(outcome(report, paint), width),
      nextLines(next(report, options.invocation ?? ordinary), paint, options.width),
    ]),
  )
}

function nothing(report: FixReport, findings: readonly Finding[], options: RenderOptions): readonly string[] {
  const paint = paintFor(options.color)
  if (report.outcome.reason) return wrap(prose(report.outcome.reason, paint), options.width)
  const roots = findings.filter(({ causedBy }) => causedBy === null)
  if (roots.length === 0) return [`${paint.good(signs.good)} nothing to cure`]
  const sentence = `No cure is known for ${count(roots.length, 'finding')}; \`diagnose\` says what to do by hand.`
  return wrap(prose(sentence, paint), options.width)
}

function outcome({ outcome: { result, journal, reason } }: FixReport, paint: Paint): string {
  const because = reason ? ` ${reason}` : ''
  const undo = journal ? ` The journal \`${journal}\` remembers what was there before.` : ''
  const sentences = {
    planned: `Nothing was written: this is a plan.${because}`,
    emitted: `${paint.good(signs.good)} The files are written; the database is as it was.${because}${undo}`,
    applied: `${paint.good(signs.good)} Applied.${because}${undo}`,
    refused: `${paint.severity.error(signs.error)} Refused, and nothing was written.${because}`,
  }
  return prose(sentences[result], paint)
}

function next({ outcome: { result, journal }, plan, proof }: FixReport, invocation: Invocation): readonly NextStep[] {
  const command = (words: string) => commandLine(invocation, words)
  if (result === 'refused') return []
  const verify = { command: command('verify'), why: 'see that what is recorded is really there' }
  const undo = { command: command(`undo ${journal ?? ''}`.trim()), why: 'take it back' }
  if (result === 'applied') return journal ? [verify, undo] : [verify]
  if (result === 'emitted') return [{ command: command('diagnose'), why: 'see what is left' }]
  const writesFiles = plan.steps.some(({ kind }) => /-file$|^rename/.test(kind))
  const writesDatabase = plan.steps.some(({ kind }) => !/-file$|^rename/.test(kind))
  const emit = { command: command('fix --emit'), why: 'write the files' }
  const apply = { command: command('fix --apply'), why: 'do it, after asking' }
  const fails = proof.worlds.some(({ result: tried }) => tried === 'fails')
  return fails ? [] : [...(writesFiles ? [emit] : []), ...(writesDatabase ? [apply] : [])]
}
