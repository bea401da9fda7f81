import type { Range, Sections } from './dialect.ts'

/** What a line means to a tool that cuts files by marks in comment lines. */
export type LineMeaning = 'up' | 'down' | 'outside' | 'up outside' | 'down outside' | null

/**
 * Cuts a text by its mark lines. What stands before the first mark belongs to nobody, unless there is no mark at
 * all: then the whole file is `up`.
 */
export function cutByMarks(text: string, meaningOf: (line: string) => LineMeaning): Sections {
  const up: Range[] = []
  const down: Range[] = []
  let current: Range[] | null = null
  let from = 0
  let outside = false
  let marked = false
  for (const line of linesOf(text)) {
    const meaning = meaningOf(line.text)
    if (meaning === null) continue
    outside ||= meaning === 'outside' || meaning === 'up outside'
    if (meaning === 'outside') continue
    current?.push({ start: from, end: line.start })
    current = meaning.startsWith('up') ? up : down
    from = line.end
    marked = true
  }
  current?.push({ start: from, end: text.length })
  if (!marked) return { up: [{ start: 0, end: text.length }], down: null, outsideTransaction: outside }
  return { up, down: down.length > 0 ? down : null, outsideTransaction: outside }
}

/** The whole file is `up`. */
export function wholeFile(text: string): Sections {
  return { up: [{ start: 0, end: text.length }], down: null, outsideTransaction: false }
}

interface Line {
  readonly text: string
  readonly start: number
  /** Behind the line end. */
  readonly end: number
}

export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found + 1
    lines.push({ text: text.slice(start, end).trimEnd(), start, end })
    start = end
  }
  return lines
}

/** The words after a mark such as `-- +goose`; `null` when the line is no such mark. */
export function afterMark(line: string, mark: string): readonly string[] | null {
  const trimmed = line.trimStart()
  if (!trimmed.startsWith('--')) return null
  const comment = trimmed.slice(2).trimStart()
  if (!comment.startsWith(mark)) return null
  return comment.slice(mark.length).trim().split(/\s+/)
}
