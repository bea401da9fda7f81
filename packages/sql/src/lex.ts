import type { Span } from '@migration-doctor/core'

/**
 * A lexical region of a script, coarser than PostgreSQL's tokens. Unlike `scan`, reading these never fails: an
 * unterminated quote or comment is one lexeme that is not `closed` and runs to the end of the text.
 */
export interface Lexeme extends Span {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'comment' | 'mark'
  readonly closed: boolean
}

/** White space by its code, as PostgreSQL's scanner sees it: no-break spaces and byte order marks are letters to it. */
export const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === 36

/** White space, given as a character. */
export function isBlank(char: string): boolean {
  return char !== '' && isSpace(char.charCodeAt(0))
}

/** The lexemes of a text from an offset on, in order, white space left out. */
export function* lex(text: string, from = 0, end = text.length): Generator<Lexeme> {
  let at = from
  while (at < end) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) {
      at++
      continue
    }
    const lexeme = lexemeAt(text, at, end)
    yield lexeme
    at = lexeme.end
  }
}

/** The first offset at which neither white space nor a closed comment stands; `end` when there is none. */
export function skipBlanks(text: string, from: number, end: number): number {
  let at = from
  while (at < end) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) at++
    else if (code !== 45 && code !== 47) return at
    else {
      const { kind, closed, end: next } = lexemeAt(text, at, end)
      if (kind !== 'comment' || !closed) return at
      at = next
    }
  }
  return end
}

/** Where the lexemes of a text begin, comments left out. */
export function tokenStarts(text: string): readonly number[] {
  const starts: number[] = []
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) at++
    else {
      const { kind, end } = lexemeAt(text, at)
      if (kind !== 'comment') starts.push(at)
      at = end
    }
  }
  return starts
}

/** The lexeme that begins at an offset, which must not be white space. */
export function lexemeAt(text: string, at: number, end = text.length): Lexeme {
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  if (code === 45 && next === 45) return { kind: 'comment', start: at, end: lineEnd(text, at, end), closed: true }
  if (code === 47 && next === 42) return blockComment(text, at, end)
  if (code === 39) return quoted(text, at, { end, quote: at, escapes: false })
  if (code === 34) return quoted(text, at, { end, quote: at, escapes: false })
  if (code === 36) return dollarQuoted(text, at, end) ?? { kind: 'mark', start: at, end: at + 1, closed: true }
  if (isWordStart(code)) return wordAt(text, at, end)
  if (isDigit(code)) return { kind: 'number', start: at, end: runEnd(text, at, end), closed: true }
  return { kind: 'mark', start: at, end: at + 1, closed: true }
}

function wordAt(text: string, at: number, end: number): Lexeme {
  const stop = runEnd(text, at, end)
  // E'…', B'…', X'…' and N'…' are one token with their quote.
  if (stop === at + 1 && text.charCodeAt(stop) === 39 && 'eEbBxXnN'.includes(text.charAt(at)))
    return quoted(text, at, { end, quote: stop, escapes: text.charAt(at).toLowerCase() === 'e' })
  return { kind: 'word', start: at, end: stop, closed: true }
}

function runEnd(text: string, at: number, end: number): number {
  let stop = at + 1
  while (stop < end && isWordPart(text.charCodeAt(stop))) stop++
  return stop
}

/** Where the line of an offset ends, before its line break. */
export function lineEnd(text: string, at: number, end: number): number {
  let stop = at
  while (stop < end && text.charCodeAt(stop) !== 10 && text.charCodeAt(stop) !== 13) stop++
  return stop
}

function blockComment(text: string, start: number, end: number): Lexeme {
  let depth = 0
  for (let at = start; at < end - 1; at++) {
    const pair = text.charCodeAt(at) * 256 + text.charCodeAt(at + 1)
    if (pair === 47 * 256 + 42) {
      depth++
      at++
    } else if (pair === 42 * 256 + 47) {
      depth--
      at++
      if (depth === 0) return { kind: 'comment', start, end: at + 1, closed: true }
    }
  }
  return { kind: 'comment', start, end, closed: false }
}

function quoted(text: string, start: number, how: { end: number; quote: number; escapes: boolean }): Lexeme {
  const mark = text.charCodeAt(how.quote)
  const kind = mark === 34 ? 'name' : 'string'
  for (let at = how.quote + 1; at < how.end; at++) {
    const code = text.charCodeAt(at)
    if (code === 92 && how.escapes) at++
    else if (code === mark) {
      if (text.charCodeAt(at + 1) !== mark || at + 1 >= how.end) return { kind, start, end: at + 1, closed: true }
      at++
    }
  }
  return { kind, start, end: how.end, closed: false }
}

function dollarQuoted(text: string, start: number, end: number): Lexeme | null {
  let at = start + 1
  while (at < end && isWordPart(text.charCodeAt(at)) && text.charCodeAt(at) !== 36) at++
  if (text.charCodeAt(at) !== 36 || at >= end || isDigit(text.charCodeAt(start + 1))) return null
  const tag = text.slice(start, at + 1)
  const close = text.indexOf(tag, at + 1)
  if (close === -1 || close + tag.length > end) return { kind: 'string', start, end, closed: false }
  return { kind: 'string', start, end: close + tag.length, closed: true }
}
