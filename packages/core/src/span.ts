/** A half-open range of UTF-16 code units in one text: `[start, end)`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A span in a file that the user has. `file` is relative to the working directory and uses `/`. */
export interface Place {
  readonly file: string
  readonly span: Span
}

/** A place as people and other programs read it: 1-based, end exclusive, columns in UTF-16 code units. */
export interface Location {
  readonly file: string
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

/** Offsets at which the lines of a text begin; `\n`, `\r\n` and a lone `\r` each end a line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1)
  }
  return starts
}

/** The 1-based line and column of an offset, given the text's `lineStarts`. Offsets past the end clamp to the last line. */
export function lineAndColumn(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/** Turns a place into a location; `starts` are the `lineStarts` of the place's file. */
export function locate(place: Place, starts: readonly number[]): Location {
  const start = lineAndColumn(starts, place.span.start)
  const end = lineAndColumn(starts, Math.max(place.span.end, place.span.start))
  return {
    file: place.file,
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  }
}
