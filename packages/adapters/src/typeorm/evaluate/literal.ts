import type * as t from '@babel/types'
import type { Place } from '@migration-doctor/core'
import type { SourceFile } from './source-file.ts'
import { Text, type TextPart } from './text.ts'

/**
 * The characters of a string or template written in `[start, end)` of a file (quotes not included), each run with its
 * origin: plain text character by character, an escape as the whole of the escape.
 */
export function textOfLiteral(source: SourceFile, start: number, end: number): Text {
  const raw = source.text.slice(start, end)
  const parts: TextPart[] = []
  let run = 0
  let at = 0
  const flush = (): void => {
    if (at > run)
      parts.push({ text: raw.slice(run, at), from: placeAt(source, start + run, start + at), verbatim: true })
  }
  while (at < raw.length) {
    const length = raw[at] === '\\' ? escapeLength(raw, at) : raw[at] === '\r' ? 1 : 0
    if (length === 0) {
      at += 1
      continue
    }
    flush()
    const text = raw[at] === '\r' ? (raw[at + 1] === '\n' ? '' : '\n') : charactersOf(raw.slice(at, at + length))
    if (text !== '') parts.push({ text, from: placeAt(source, start + at, start + at + length), verbatim: false })
    at += length
    run = at
  }
  flush()
  return new Text(parts)
}

function placeAt(source: SourceFile, start: number, end: number): Place {
  return { file: source.file, span: { start, end } }
}

function escapeLength(raw: string, at: number): number {
  const rest = raw.slice(at, at + 12)
  const match = /^\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-7]{1,3}|\r\n|[\s\S])/.exec(rest)
  return match ? match[0].length : 1
}

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' }

function charactersOf(escaped: string): string {
  const body = escaped.slice(1)
  if (body.startsWith('u') || body.startsWith('x')) {
    const code = Number.parseInt(body.replace(/[ux{}]/g, ''), 16)
    return Number.isNaN(code) || code > 0x10ffff ? body : String.fromCodePoint(code)
  }
  if (/^[0-7]+$/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8))
  if (/^[\r\n\u2028\u2029]/.test(body)) return ''
  return simple[body] ?? body
}

/** The characters of a template's part as written, escapes and all. */
export function rawText(quasi: t.TemplateElement, source: SourceFile): Text {
  const [start, end] = [quasi.start ?? 0, quasi.end ?? 0]
  return new Text([{ text: source.text.slice(start, end), from: placeAt(source, start, end), verbatim: true }])
}
