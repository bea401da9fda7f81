import type { Piece, Place, SqlChunk } from '@migration-doctor/core'
import type { Unknown } from './unknown.ts'

/** A run of characters that share one origin. */
export interface TextPart {
  readonly text: string
  /** `null`: made by the program (a number turned into text, a generated name). */
  readonly from: Place | null
  /** `text` stands in the file character by character. */
  readonly verbatim: boolean
  /** Set when the characters are not known; `text` is then empty. */
  readonly hole?: Unknown
}

/** A string that remembers where each of its characters was written. */
export class Text {
  readonly parts: readonly TextPart[]
  #value: string | null = null

  constructor(parts: readonly TextPart[]) {
    this.parts = parts
  }

  /** The characters; holes count as nothing. */
  get value(): string {
    this.#value ??= this.parts.map((part) => part.text).join('')
    return this.#value
  }

  /** The first thing in it that is not known. */
  get hole(): Unknown | null {
    return this.parts.find((part) => part.hole)?.hole ?? null
  }
}

/** A string that no file holds. */
export function plain(value: string): Text {
  return new Text(value === '' ? [] : [{ text: value, from: null, verbatim: false }])
}

/** A string that stands for a place as a whole. */
export function placed(value: string, from: Place): Text {
  return new Text(value === '' ? [] : [{ text: value, from, verbatim: false }])
}

export function concat(texts: readonly Text[]): Text {
  return new Text(texts.flatMap((text) => text.parts))
}

/** Offsets as in `String.prototype.slice` with both ends known and in range. */
export function sliceText(text: Text, start: number, end: number): Text {
  const parts: TextPart[] = []
  let at = 0
  for (const part of text.parts) {
    const from = Math.max(start, at)
    const to = Math.min(end, at + part.text.length)
    if (from < to) parts.push(slicePart(part, from - at, to - at))
    at += part.text.length
  }
  return new Text(parts)
}

function slicePart(part: TextPart, start: number, end: number): TextPart {
  const text = part.text.slice(start, end)
  if (!part.from || !part.verbatim) return { ...part, text }
  const base = part.from.span.start
  return { text, verbatim: true, from: { file: part.from.file, span: { start: base + start, end: base + end } } }
}

/** The text as it is sent, with the way back; `place` answers for what no file holds. */
export function chunkOf(text: Text, place: Place): SqlChunk {
  const pieces: Piece[] = []
  let at = 0
  for (const part of text.parts) {
    const end = at + part.text.length
    if (part.from && end > at) pieces.push({ at: { start: at, end }, from: part.from, verbatim: part.verbatim })
    at = end
  }
  return { text: text.value, place: wholePlace(pieces, place), pieces }
}

function wholePlace(pieces: readonly Piece[], place: Place): Place {
  const first = pieces[0]?.from
  const last = pieces.at(-1)?.from
  if (!first || !last) return place
  const oneRun = pieces.every((piece) => piece.from.file === first.file && piece.from.span.start >= first.span.start)
  if (!oneRun || last.span.end < first.span.start) return place
  return { file: first.file, span: { start: first.span.start, end: last.span.end } }
}
