import stringWidth from 'string-width'
import { visible } from './visible.ts'

/** One user-perceived character as it is shown. */
export interface Cell {
  readonly text: string
  /** Columns of the terminal. */
  readonly width: number
  readonly marked: boolean
}

/** A part of one source line. */
export interface LinePart {
  readonly cells: readonly Cell[]
  readonly cutLeft: boolean
  readonly cutRight: boolean
}

/** Half-open range of UTF-16 columns in a line, from 0. */
export interface Columns {
  readonly from: number
  readonly to: number
}

const tabWidth = 4
/** Segmenting is linear in the text; minified and dumped lines are cut to this much around the place first. */
const reach = 600

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Splits a line into cells; `mark` is underlined later, an empty mark takes one column. */
export function cellsOf(line: string, mark: Columns | null): LinePart {
  const around = mark?.from ?? 0
  const start = Math.max(0, around - reach)
  const end = Math.min(line.length, around + reach * 2)
  const cells: Cell[] = []
  let column = 0
  for (const { segment, index } of segmenter.segment(line.slice(start, end))) {
    const marked = isMarked(start + index, mark)
    for (const cell of shown(segment, column, marked)) {
      cells.push(cell)
      column += cell.width
    }
  }
  if (mark && !cells.some((cell) => cell.marked)) cells.push({ text: ' ', width: 1, marked: true })
  return { cells, cutLeft: start > 0, cutRight: end < line.length }
}

function isMarked(column: number, mark: Columns | null): boolean {
  return mark !== null && column >= mark.from && column < Math.max(mark.to, mark.from + 1)
}

function shown(segment: string, column: number, marked: boolean): readonly Cell[] {
  if (segment === '\ufeff' && column === 0) return []
  if (segment === '\t') {
    const width = tabWidth - (column % tabWidth)
    return Array.from({ length: width }, () => ({ text: ' ', width: 1, marked }))
  }
  const text = visible(segment)
  return [{ text, width: stringWidth(text), marked }]
}

/** Columns of blank cells a line begins with; `Infinity` for a blank line. */
export function indentOf(part: LinePart): number {
  if (part.cutLeft) return 0
  const first = part.cells.findIndex((cell) => cell.text !== ' ' || cell.marked)
  return first === -1 ? Number.POSITIVE_INFINITY : first
}

/** Takes blank cells off the left. */
export function dedent(part: LinePart, columns: number): LinePart {
  return { ...part, cells: part.cells.slice(columns) }
}

/** Cuts a line to a width, keeping the marked cells in sight. */
export function clip(part: LinePart, width: number): LinePart {
  const total = widthOf(part.cells)
  if (total + edges(part) <= width) return part
  const first = part.cells.findIndex((cell) => cell.marked)
  const skipped = skipTo(part.cells, leftEdge(part.cells, first, width))
  const room = width - 2
  let used = 0
  let end = skipped
  for (; end < part.cells.length; end++) {
    const next = part.cells[end]?.width ?? 0
    if (used + next > room) break
    used += next
  }
  return {
    cells: part.cells.slice(skipped, end),
    cutLeft: part.cutLeft || skipped > 0,
    cutRight: part.cutRight || end < part.cells.length,
  }
}

function edges(part: LinePart): number {
  return (part.cutLeft ? 1 : 0) + (part.cutRight ? 1 : 0)
}

/** Column at which the shown part starts: 0 when the marked cells fit from there, else they stand in the middle. */
function leftEdge(cells: readonly Cell[], first: number, width: number): number {
  if (first <= 0) return 0
  const before = widthOf(cells.slice(0, first))
  const marked = widthOf(cells.filter((cell) => cell.marked))
  if (before + marked <= width - 2) return 0
  return Math.max(0, before - Math.max(4, Math.floor((width - marked) / 2)))
}

function skipTo(cells: readonly Cell[], column: number): number {
  let used = 0
  let index = 0
  while (used < column && index < cells.length) used += cells[index++]?.width ?? 0
  return index
}

export function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0)
}
