import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Place, Project, Span } from '@migration-doctor/core'
import type { Edit } from './fix.ts'

/** Replaces one statement of a migration in the user's file. `sql` has its own semicolons, or none at its end. */
export function replaceStatement(statement: TimelineStatement, sql: string, project: Project): Edit | null {
  const { migration, place } = statement
  const source = project.sources.get(place.file)
  if (source === undefined) return null
  if (place.file.endsWith('.sql')) return { migration, ...inScript(source, place, sql) }
  const written = inProgram(statement, source, sql)
  return written && { migration, ...written }
}

/** In an SQL file the semicolon that ends the statement goes with it. */
function inScript(source: string, place: Place, sql: string): Pick<Edit, 'place' | 'text'> {
  const after = /^\s*;/.exec(source.slice(place.span.end))
  const end = place.span.end + (after?.[0].length ?? 0)
  const indent = indentBefore(source, place.span.start)
  const text = indented(ended(sql), indent)
  return { place: { file: place.file, span: { start: place.span.start, end } }, text }
}

/** Every statement ends in a semicolon; a text of comments only has none. */
function ended(sql: string): string {
  const trimmed = sql.trimEnd()
  const last = trimmed.split('\n').findLast((line) => line.trim() !== '') ?? ''
  return trimmed.endsWith(';') || last.trimStart().startsWith('--') ? trimmed : `${trimmed};`
}

function indentBefore(source: string, at: number): string {
  const line = source.slice(source.lastIndexOf('\n', at - 1) + 1, at)
  return /^\s*$/.test(line) ? line : ''
}

function indented(text: string, indent: string): string {
  return text.split('\n').join(`\n${indent}`)
}

const quotes = new Set(["'", '"', '`'])

/** In a program the SQL stands in a literal, or is made by a call of the schema builder. */
function inProgram(statement: TimelineStatement, source: string, sql: string): Pick<Edit, 'place' | 'text'> | null {
  const { chunk } = statement
  if (!chunk) return null
  const { span } = chunk.place
  const before = source.charAt(span.start - 1)
  const whole = chunk.text.trim().replace(/;$/, '').trim() === statement.text.trim()
  if (chunk.pieces.length === 0) return inCall(statement, source, sql)
  if (!quotes.has(before) || source.charAt(span.end) !== before) return null
  const file = chunk.place.file
  if (whole) return { place: { file, span: widened(span) }, text: templateOf(sql) }
  if (before !== '`') return null
  return { place: { file, span: statement.place.span }, text: escaped(sql) }
}

const widened = ({ start, end }: Span): Span => ({ start: start - 1, end: end + 1 })

/** `await queryRunner.createTable(…)` becomes `await queryRunner.query(…)`. */
function inCall(statement: TimelineStatement, source: string, sql: string): Pick<Edit, 'place' | 'text'> | null {
  const { place } = statement
  const receiver = /^([A-Za-z_$][\w$.]*)\.[A-Za-z_$][\w$]*\s*\(/.exec(
    source.slice(place.span.start, place.span.end),
  )?.[1]
  return receiver === undefined ? null : { place, text: `${receiver}.query(${templateOf(sql)})` }
}

function templateOf(sql: string): string {
  return `\`${escaped(sql)}\``
}

function escaped(sql: string): string {
  return sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
}

/** Applies edits to the text of one file; they must not overlap. */
export function editText(source: string, edits: readonly Edit[]): string {
  const fromEnd = [...edits].sort((a, b) => b.place.span.start - a.place.span.start)
  return fromEnd.reduce(
    (text, { place: { span }, text: replacement }) => text.slice(0, span.start) + replacement + text.slice(span.end),
    source,
  )
}
