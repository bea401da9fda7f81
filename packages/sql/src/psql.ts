import type { Span } from '@migration-doctor/core'
import { isBlank, type Lexeme, lexemeAt, lineEnd } from './lex.ts'
import type { MetaCommand } from './statement.ts'

/** A psql script taken apart: what is left for the server, at the same offsets, and what psql keeps for itself. */
export interface PsqlScript {
  /** As long as the script; what is psql's own is blank, and what sends a statement is a semicolon. */
  readonly sql: string
  readonly metas: readonly MetaCommand[]
  /** Data lines of `COPY … FROM STDIN`, in order. */
  readonly copyData: readonly Span[]
}

/** Commands that send the statement before them, as a semicolon does. */
const sending = new Set(['g', 'gx', 'gexec', 'gset', 'gdesc', 'crosstabview', 'watch', ';'])

/** Reads a script as psql does: backslash commands anywhere outside quotes, and data after `COPY … FROM STDIN`. */
export function readPsql(text: string): PsqlScript {
  const reader = new PsqlReader(text)
  reader.read()
  return { sql: reader.sql(), metas: reader.metas, copyData: reader.copyData }
}

class PsqlReader {
  readonly metas: MetaCommand[] = []
  readonly copyData: Span[] = []
  readonly #text: string
  readonly #blanks: { span: Span; first: string }[] = []
  #copy = new CopyWatch()
  /** Where the data of a `COPY` that has been sent begins. */
  #dataAt: number | null = null

  constructor(text: string) {
    this.#text = text
  }

  read(): void {
    let at = 0
    if (this.#text.charCodeAt(0) === 0xfeff) at = this.#blank({ start: 0, end: 1 })
    while (at < this.#text.length) {
      if (this.#dataAt !== null && at >= this.#dataAt) at = this.#takeData(at)
      else if (isBlank(this.#text.charAt(at))) at++
      else if (this.#text.charAt(at) === '\\') at = this.#takeMeta(at)
      else at = this.#takeLexeme(lexemeAt(this.#text, at))
    }
  }

  sql(): string {
    const parts: string[] = []
    let at = 0
    for (const { span, first } of this.#blanks) {
      parts.push(this.#text.slice(at, span.start), first, ' '.repeat(Math.max(0, span.end - span.start - first.length)))
      at = span.end
    }
    parts.push(this.#text.slice(at))
    return parts.join('')
  }

  #takeLexeme(lexeme: Lexeme): number {
    const text = this.#text.slice(lexeme.start, lexeme.end)
    if (lexeme.kind === 'mark' && text === ';') this.#send(lexeme.end)
    else if (lexeme.kind !== 'comment') this.#copy.take(lexeme.kind === 'word' ? text.toLowerCase() : text)
    return lexeme.end
  }

  #send(at: number): void {
    if (this.#copy.reads) this.#dataAt = Math.min(this.#text.length, lineEnd(this.#text, at, this.#text.length) + 1)
    this.#copy = new CopyWatch()
  }

  #takeData(start: number): number {
    this.#dataAt = null
    let line = start
    while (line < this.#text.length) {
      const end = lineEnd(this.#text, line, this.#text.length)
      if (this.#text.slice(line, end) === '\\.') {
        this.copyData.push({ start, end: line })
        return this.#blank({ start, end })
      }
      line = this.#text.startsWith('\r\n', end) ? end + 2 : end + 1
    }
    this.copyData.push({ start, end: this.#text.length })
    return this.#blank({ start, end: this.#text.length })
  }

  #takeMeta(start: number): number {
    const end = lineEnd(this.#text, start, this.#text.length)
    const meta = readMeta(this.#text, start, end)
    const sends = sending.has(meta.command)
    this.#blank(meta.span, sends ? ';' : ' ')
    // `\;` only joins two statements into one message: nothing of it concerns psql's user.
    if (meta.command !== ';') this.metas.push(meta)
    if (sends) this.#send(meta.span.end)
    return meta.span.end
  }

  #blank(span: Span, first = ' '): number {
    if (span.end > span.start) this.#blanks.push({ span, first })
    return span.end
  }
}

/** Recognises `COPY … FROM STDIN`. */
class CopyWatch {
  reads = false
  #first = ''
  #previous = ''

  take(word: string): void {
    this.#first ||= word
    if (this.#first === 'copy' && this.#previous === 'from' && (word === 'stdin' || word === 'pstdin'))
      this.reads = true
    this.#previous = word
  }
}

/** These take the rest of the line as it is. */
const wholeLine = new Set(['copy', '!'])

function readMeta(text: string, start: number, end: number): MetaCommand {
  const named = nameEnd(text, start + 1, end)
  const command = text.slice(start + 1, named)
  if (command === ';') return { command, args: [], span: { start, end: named } }
  if (wholeLine.has(command)) {
    const rest = text.slice(named, end).trim()
    return { command, args: rest === '' ? [] : [rest], span: { start, end } }
  }
  const args: string[] = []
  let at = named
  while (at < end) {
    if (isBlank(text.charAt(at))) at++
    // Two backslashes give the rest of the line back to SQL.
    else if (text.startsWith('\\\\', at)) return { command, args, span: { start, end: at + 2 } }
    else if (text.charAt(at) === '\\') break
    else {
      const argument = readArgument(text, at, end)
      args.push(argument.value)
      at = argument.end
    }
  }
  return { command, args, span: { start, end: trimmed(text, start, at) } }
}

function nameEnd(text: string, from: number, end: number): number {
  let at = from
  if (at < end && ';!?.'.includes(text.charAt(at))) return at + 1
  while (at < end && !isBlank(text.charAt(at)) && text.charAt(at) !== '\\') at++
  return at
}

function readArgument(text: string, from: number, end: number): { value: string; end: number } {
  let value = ''
  let at = from
  while (at < end && !isBlank(text.charAt(at)) && text.charAt(at) !== '\\') {
    const quote = text.charAt(at)
    if (!`'"\``.includes(quote)) {
      value += quote
      at++
      continue
    }
    const part = quotedPart(text, at, end)
    value += part.value
    at = part.end
  }
  return { value, end: at }
}

function quotedPart(text: string, from: number, end: number): { value: string; end: number } {
  const quote = text.charAt(from)
  let value = ''
  for (let at = from + 1; at < end; at++) {
    const char = text.charAt(at)
    if (char === '\\' && quote === "'") value += text.charAt(++at)
    else if (char !== quote) value += char
    else if (text.charAt(at + 1) === quote) value += text.charAt(++at)
    else return { value, end: at + 1 }
  }
  return { value, end }
}

function trimmed(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isBlank(text.charAt(at - 1))) at--
  return at
}
