import type { Judgement, TimelineStatement } from '@migration-doctor/analyzer'
import type { Finding } from '@migration-doctor/core'
import { replaceStatement } from './edit.ts'
import { consequencesOf, type Edit, type FixContext } from './fix.ts'

/** The refusal that a finding tells of. */
export function judgementOf(finding: Finding, { analysis }: FixContext): Judgement | null {
  const { judgements } = analysis.world
  return judgements.all.find((one) => analysis.findingOf(one.statement.number)?.id === finding.id) ?? null
}

/** A finding's own refusal and those that follow from it. */
export function refusedWith(finding: Finding, context: FixContext): readonly Judgement[] {
  return [finding, ...consequencesOf(finding, context)].flatMap((one) => judgementOf(one, context) ?? [])
}

/** `BEGIN … END` blocks break where the tool cuts its scripts at every semicolon. */
export function allowsBlocks(statement: TimelineStatement): boolean {
  return statement.migration.execution.send !== 'semicolon'
}

/** The schema and name of the relation that a judgement is about. */
export function relationOf({ subject }: Judgement, { project }: FixContext): { schema: string; name: string } | null {
  if (!subject) return null
  return { schema: subject.schema ?? project.defaultSchema, name: subject.name.split('.')[0] ?? subject.name }
}

/** Takes a statement out and says why in its place. */
export function commentOut(statement: TimelineStatement, reason: string, { project }: FixContext): Edit | null {
  const isProgram = !statement.place.file.endsWith('.sql')
  // A query of comments only is refused by some drivers; an empty DO is not.
  const text = isProgram ? `SELECT 1 /* ${reason} */` : `-- ${reason}`
  return replaceStatement(statement, text, project)
}

/** Every edit, or `null` when one of them is not possible. */
export function allEdits(edits: readonly (Edit | null)[]): readonly Edit[] | null {
  const possible = edits.flatMap((edit) => edit ?? [])
  return possible.length === edits.length ? possible : null
}
