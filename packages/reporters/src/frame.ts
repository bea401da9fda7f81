import { type Location, lineStarts } from '@migration-doctor/core'
import { type Columns, cellsOf, clip, dedent, indentOf, type LinePart } from './cells.ts'
import { count, type Paint } from './paint.ts'

/** A text that is cut into lines once and read many times. */
export interface Source {
  readonly text: string
  readonly starts: readonly number[]
}

export function sourceOf(text: string): Source {
  return { text, starts: lineStarts(text) }
}

export interface FrameOptions {
  readonly paint: Paint
  /** Colours the underline. */
  readonly brush: (text: string) => string
  readonly width: number
  /** Lines shown before and after the place. */
  readonly context: number
  /** Lines of the place that are shown before the rest is only counted; with 1 it is not even counted. */
  readonly lines: number
}

interface NumberedLine {
  readonly number: number
  readonly part: LinePart
}

/** The source lines of a place: its first line underlined, the others beside a heavy bar. Empty when the text does not have the place. */
export function frame(source: Source, location: Location, options: FrameOptions): readonly string[] {
  const lines = linesOf(source, location, options)
  if (lines.length === 0) return []
  const indent = Math.min(...lines.map((line) => indentOf(line.part)).filter(Number.isFinite), 200)
  const digits = Math.max(2, String(lines[lines.length - 1]?.number ?? 0).length)
  const room = options.width - digits - 3
  const rendered = lines.flatMap(({ number, part }) => {
    const role = roleOf(number, location)
    return framed(String(number).padStart(digits), clip(dedent(part, indent), room), { ...options, role })
  })
  return [...rendered, ...rest(location, digits, options)]
}

type Role = 'before' | 'first' | 'further' | 'after'

function roleOf(number: number, { startLine, endLine }: Location): Role {
  if (number === startLine) return 'first'
  if (number < startLine) return 'before'
  return number <= endLine ? 'further' : 'after'
}

function linesOf(source: Source, location: Location, { context, lines: most }: FrameOptions): readonly NumberedLine[] {
  if (location.startLine > source.starts.length) return []
  const last = Math.min(location.endLine, location.startLine + most - 1)
  const from = Math.max(1, location.startLine - context)
  const to = Math.min(source.starts.length, last < location.endLine ? last : last + context)
  const lines: NumberedLine[] = []
  for (let number = from; number <= to; number++) {
    const text = lineText(source, number)
    const outside = number < location.startLine || number > last
    if (outside && text.trim() === '') continue
    lines.push({ number, part: cellsOf(text, number === location.startLine ? columnsOf(location, text) : null) })
  }
  return lines
}

function lineText(source: Source, number: number): string {
  const end = source.starts[number] ?? source.text.length
  return source.text.slice(source.starts[number - 1] ?? 0, end).replace(/[\r\n]+$/, '')
}

/** The marked columns of the place's first line, without the blanks at its end. */
function columnsOf({ startLine, startColumn, endLine, endColumn }: Location, line: string): Columns {
  const to = startLine === endLine ? Math.min(endColumn - 1, line.length) : line.trimEnd().length
  return { from: Math.min(startColumn - 1, line.length), to }
}

function framed(number: string, part: LinePart, options: FrameOptions & { role: Role }): readonly string[] {
  const { paint, brush, role } = options
  const inside = role === 'first' || role === 'further'
  const left = part.cutLeft ? '…' : ''
  const text = left + part.cells.map((cell) => cell.text).join('') + (part.cutRight ? '…' : '')
  const bar = role === 'further' ? brush('┃') : paint.quiet('│')
  const shown = `${paint.quiet(number)} ${bar} ${inside ? text : paint.quiet(text)}`.trimEnd()
  if (role !== 'first') return [shown]
  const underline = ' '.repeat(left.length) + part.cells.map(underlined).join('').trimEnd()
  const blanks = underline.length - underline.trimStart().length
  return [shown, `${' '.repeat(number.length)} ${bar} ${' '.repeat(blanks)}${brush(underline.slice(blanks))}`]
}

function underlined(cell: { readonly width: number; readonly marked: boolean }): string {
  return (cell.marked ? '━' : ' ').repeat(cell.width)
}

function rest(location: Location, digits: number, { lines, paint }: FrameOptions): readonly string[] {
  const hidden = location.endLine - location.startLine + 1 - lines
  if (hidden <= 0 || lines === 1) return []
  return [paint.quiet(`${' '.repeat(digits)} ⋮ ${count(hidden, 'more line')}`)]
}
