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
}

/** Lines of one place that are shown, before the rest is only counted. */
const mostLines = 3

interface NumberedLine {
  readonly number: number
  readonly part: LinePart
}

/** The source lines of a place, the place underlined. Empty when the text does not have the place. */
export function frame(source: Source, location: Location, options: FrameOptions): readonly string[] {
  const lines = linesOf(source, location, options.context)
  if (lines.length === 0) return []
  const indent = Math.min(...lines.map((line) => indentOf(line.part)).filter(Number.isFinite), 200)
  const digits = Math.max(2, String(lines[lines.length - 1]?.number ?? 0).length)
  const room = options.width - digits - 3
  const rendered = lines.flatMap(({ number, part }) => {
    const inside = number >= location.startLine && number <= location.endLine
    return framed(String(number).padStart(digits), clip(dedent(part, indent), room), { ...options, inside })
  })
  return [...rendered, ...rest(location, digits, options.paint)]
}

function linesOf(source: Source, location: Location, context: number): readonly NumberedLine[] {
  if (location.startLine > source.starts.length) return []
  const last = Math.min(location.endLine, location.startLine + mostLines - 1)
  const from = Math.max(1, location.startLine - context)
  const to = Math.min(source.starts.length, last < location.endLine ? last : last + context)
  const lines: NumberedLine[] = []
  for (let number = from; number <= to; number++) {
    const text = lineText(source, number)
    const outside = number < location.startLine || number > last
    if (outside && text.trim() === '') continue
    lines.push({ number, part: cellsOf(text, outside ? null : columnsOn(number, location, text)) })
  }
  return lines
}

function lineText(source: Source, number: number): string {
  const end = source.starts[number] ?? source.text.length
  return source.text.slice(source.starts[number - 1] ?? 0, end).replace(/[\r\n]+$/, '')
}

/** The marked columns of one line of a place, without the blanks around them. */
function columnsOn(number: number, location: Location, line: string): Columns | null {
  const bare = line.trimEnd().length
  const from = number === location.startLine ? location.startColumn - 1 : line.length - line.trimStart().length
  const to = number === location.endLine ? Math.min(location.endColumn - 1, line.length) : bare
  if (number > location.startLine && to <= from) return null
  return { from: Math.min(from, line.length), to }
}

function framed(number: string, part: LinePart, options: FrameOptions & { inside: boolean }): readonly string[] {
  const { paint, brush, inside } = options
  const left = part.cutLeft ? '…' : ''
  const text = left + part.cells.map((cell) => cell.text).join('') + (part.cutRight ? '…' : '')
  const bar = paint.quiet('│')
  const shown = `${paint.quiet(number)} ${bar} ${inside ? text : paint.quiet(text)}`.trimEnd()
  const underline = ' '.repeat(left.length) + part.cells.map(underlined).join('').trimEnd()
  if (underline.trim() === '') return [shown]
  const blanks = underline.length - underline.trimStart().length
  return [shown, `${' '.repeat(number.length)} ${bar} ${' '.repeat(blanks)}${brush(underline.slice(blanks))}`]
}

function underlined(cell: { readonly width: number; readonly marked: boolean }): string {
  return (cell.marked ? '━' : ' ').repeat(cell.width)
}

function rest(location: Location, digits: number, paint: Paint): readonly string[] {
  const hidden = location.endLine - location.startLine + 1 - mostLines
  if (hidden <= 0) return []
  return [paint.quiet(`${' '.repeat(digits)} ⋮ ${count(hidden, 'more line')}`)]
}
