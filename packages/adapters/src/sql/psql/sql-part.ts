import type { Step } from '@migration-doctor/core'
import { parseScript } from '@migration-doctor/sql'
import { chunkOf } from '../chunk.ts'
import type { Range, Replacement } from '../dialect.ts'
import { type Variables, type VariableUse, variableUses, withoutUses } from './variables.ts'

/** A script's text with psql's own part blank, at the same offsets. */
export interface SqlText {
  readonly file: string
  readonly sql: string
}

/** The steps of the SQL between two commands, with the values of variables in place. */
export function sqlSteps({ file, sql }: SqlText, range: Range, variables: Variables): readonly Step[] {
  const part = sql.slice(range.start, range.end)
  if (part.trim() === '') return []
  const uses = variableUses(part)
  const replacements = uses.flatMap((use) => replacementFor(use, range.start, variables))
  const source = { file, text: sql, replacements }
  const steps: Step[] = []
  let from = range.start
  for (const unread of unknownStatements(part, uses, variables)) {
    const at = { start: range.start + unread.start, end: range.start + unread.end }
    pushSql(steps, { start: from, end: at.start }, source)
    steps.push(unreadableStep({ file, ...at }, unread.reason))
    from = at.end
  }
  pushSql(steps, { start: from, end: range.end }, source)
  return steps
}

export function unreadableStep(
  { file, start, end }: Range & { readonly file: string },
  reason: string,
  mayTouch: readonly string[] | null = null,
): Step {
  return { kind: 'unreadable', place: { file, span: { start, end } }, reason, mayTouch }
}

function pushSql(steps: Step[], range: Range, source: Parameters<typeof chunkOf>[1]): void {
  // What is left of a statement that was taken out is its semicolon.
  if (/^[\s;]*$/.test(source.text.slice(range.start, range.end))) return
  steps.push({ kind: 'sql', chunk: chunkOf(range, source) })
}

function replacementFor(use: VariableUse, offset: number, variables: Variables): readonly Replacement[] {
  const text = variables.textOf(use)
  return text === null ? [] : [{ start: offset + use.start, end: offset + use.end, text }]
}

interface UnknownStatement extends Range {
  readonly reason: string
}

/** Statements that hold a variable whose value only a run of psql knows. psql leaves a colon alone that means none. */
function unknownStatements(
  part: string,
  uses: readonly VariableUse[],
  variables: Variables,
): readonly UnknownStatement[] {
  const open = uses.filter((use) => variables.textOf(use) === null)
  if (open.length === 0) return []
  return parseScript(withoutUses(part, uses)).items.flatMap((item) => {
    if ('meta' in item) return []
    const span = 'statement' in item ? item.statement.span : item.problem.statement
    const use = open.find(({ start }) => start >= span.start && start < span.end)
    if (!use || isWellWithout(part.slice(span.start, span.end))) return []
    return [{ ...span, reason: `The value of psql's variable ${use.name} is not set in the script` }]
  })
}

/** The colon is SQL's own, as in the slice of an array. */
function isWellWithout(statement: string): boolean {
  return parseScript(statement).items.every((item) => 'statement' in item)
}
