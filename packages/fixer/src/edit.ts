import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Edit } from './fix.ts'
import { inProgram } from './program-edit.ts'
import { isComment, type Replacement, type Statements } from './replacement.ts'

/** Rewrites one file by edits of its statements; `null` when one of them has no place that could be rewritten. */
export function editFile(source: string, edits: readonly Edit[], statements: Statements): string | null {
  const scripts = edits.filter((edit) => isScript(edit.statement))
  const programs = edits.filter((edit) => !isScript(edit.statement))
  const written = inProgram(source, programs, statements)
  return written && replaced(source, [...scripts.map((edit) => inScript(source, edit)), ...written])
}

/** Is the statement written in an SQL file? */
export function isScript({ place }: Pick<TimelineStatement, 'place'>): boolean {
  return place.file.endsWith('.sql')
}

/** The semicolon that ends the statement goes with it. */
function inScript(source: string, { statement: { place, migration }, sql }: Edit): Replacement {
  const rest = source.slice(place.span.end)
  const next = rest.length - rest.trimStart().length
  const end = rest.charAt(next) === ';' ? place.span.end + next + 1 : place.span.end
  const sendable = migration.execution.send === 'semicolon' ? withoutCuts(sql) : sql
  const text = indented(ended(sendable), indentBefore(source, place.span.start))
  return { place: { file: place.file, span: { start: place.span.start, end } }, text }
}

/** A tool that cuts at every semicolon also cuts at those in comments. */
function withoutCuts(sql: string): string {
  const lines = sql.split('\n')
  return lines.map((line) => (isComment(line) ? line.replaceAll(';', ',') : line)).join('\n')
}

function ended(sql: string): string {
  const trimmed = sql.trimEnd()
  return trimmed.endsWith(';') || isComment(trimmed) ? trimmed : `${trimmed};`
}

function indentBefore(source: string, at: number): string {
  const line = source.slice(source.lastIndexOf('\n', at - 1) + 1, at)
  return line.trim() === '' ? line : ''
}

function indented(text: string, indent: string): string {
  return text.split('\n').join(`\n${indent}`)
}

/** Puts replacements that do not overlap into a text. */
export function replaced(source: string, replacements: readonly Replacement[]): string {
  const fromEnd = [...replacements].sort((a, b) => b.place.span.start - a.place.span.start)
  return fromEnd.reduce(
    (text, { place: { span }, text: replacement }) => text.slice(0, span.start) + replacement + text.slice(span.end),
    source,
  )
}
