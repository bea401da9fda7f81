import type { Judgement, TimelineStatement } from '@migration-doctor/analyzer'
import type { Finding } from '@migration-doctor/core'
import { consequencesOf, type Edit, type FixContext } from './fix.ts'
import type { GuardStyle } from './guard.ts'

/** The refusal that a finding tells of. */
export function judgementOf(finding: Finding, { analysis }: FixContext): Judgement | null {
  const { judgements } = analysis.world
  return judgements.all.find((one) => analysis.findingOf(one.statement.number)?.id === finding.id) ?? null
}

/** A finding's own refusal and those that follow from it. */
export function refusedWith(finding: Finding, context: FixContext): readonly Judgement[] {
  return [finding, ...consequencesOf(finding, context)].flatMap((one) => judgementOf(one, context) ?? [])
}

/** The schema and name of the relation that a judgement is about. */
export function relationOf({ subject }: Judgement, { project }: FixContext): { schema: string; name: string } | null {
  if (!subject) return null
  return { schema: subject.schema ?? project.defaultSchema, name: subject.name.split('.')[0] ?? subject.name }
}

/** What a guard may look like where this statement is sent. */
export function guardStyle(statement: TimelineStatement): GuardStyle {
  return statement.migration.execution.send === 'semicolon' ? 'plain' : 'block'
}

/** Takes a statement out and says why in its place. */
export function commentOut(statement: TimelineStatement, reason: string): Edit {
  return { statement, sql: `-- ${reason}`, undo: { lost: statement.claims, sql: [] } }
}
