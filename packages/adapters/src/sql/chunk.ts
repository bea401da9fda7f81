import { type Piece, type SqlChunk, verbatimChunk } from '@migration-doctor/core'
import type { Range, Replacement } from './dialect.ts'

/** A part of a file as it is sent: with replacements where the tool makes some, verbatim elsewhere. */
export function chunkOf(
  range: Range,
  source: { readonly file: string; readonly text: string; readonly replacements: readonly Replacement[] },
): SqlChunk {
  const { file, text } = source
  const inside = source.replacements.filter(({ start, end }) => start >= range.start && end <= range.end)
  if (inside.length === 0) return verbatimChunk(file, text.slice(range.start, range.end), range.start)
  const pieces: Piece[] = []
  let sent = ''
  const add = (part: string, from: Range, verbatim: boolean) => {
    if (part === '') return
    const at = { start: sent.length, end: sent.length + part.length }
    pieces.push({ at, from: { file, span: { start: from.start, end: from.end } }, verbatim })
    sent += part
  }
  let at = range.start
  for (const replacement of inside) {
    add(text.slice(at, replacement.start), { start: at, end: replacement.start }, true)
    add(replacement.text, replacement, false)
    at = replacement.end
  }
  add(text.slice(at, range.end), { start: at, end: range.end }, true)
  return { text: sent, place: { file, span: { start: range.start, end: range.end } }, pieces }
}
