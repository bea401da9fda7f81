import type { Place, Span } from './span.ts'

/**
 * One run of a chunk's text and where it was written. `verbatim` pieces map offset by offset;
 * the others (escapes, evaluated constants, text made by a schema builder) map to their whole source span.
 */
export interface Piece {
  /** Range in the chunk's text. */
  readonly at: Span
  /** Range in the file. */
  readonly from: Place
  readonly verbatim: boolean
}

/** SQL text as it is sent, with the way back to the files it was written in. */
export interface SqlChunk {
  readonly text: string
  /** Where the whole chunk was written; the answer for offsets that no piece covers. */
  readonly place: Place
  /** Ascending, not overlapping. Empty means: the text maps as a whole to `place`. */
  readonly pieces: readonly Piece[]
}

/** A chunk whose text stands in a file as it is: an SQL file, or a part of one. */
export function verbatimChunk(file: string, text: string, start = 0): SqlChunk {
  const place: Place = { file, span: { start, end: start + text.length } }
  return { text, place, pieces: [{ at: { start: 0, end: text.length }, from: place, verbatim: true }] }
}

/** Where a range of a chunk's text stands in the user's file. */
export function placeIn(chunk: SqlChunk, span: Span): Place {
  const first = pieceAt(chunk.pieces, span.start)
  if (!first) return chunk.place
  const last = pieceAt(chunk.pieces, Math.max(span.start, span.end - 1)) ?? first
  const start = first.verbatim ? first.from.span.start + (span.start - first.at.start) : first.from.span.start
  if (last.from.file !== first.from.file) return { file: first.from.file, span: { start, end: first.from.span.end } }
  const end = last.verbatim ? last.from.span.start + (span.end - last.at.start) : last.from.span.end
  return { file: first.from.file, span: { start, end: Math.max(start, Math.min(end, last.from.span.end)) } }
}

function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0
  let high = pieces.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const piece = pieces[middle]
    if (!piece) return undefined
    if (offset < piece.at.start) high = middle - 1
    else if (offset >= piece.at.end && !(offset === piece.at.end && middle === pieces.length - 1)) low = middle + 1
    else return piece
  }
  return undefined
}
