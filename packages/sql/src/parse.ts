import type { RawStmt } from '@pgsql/types'
import libpgQuery from 'libpg-query'
import { cutStatements } from './cut.ts'
import { byteToUtf16 } from './offsets.ts'
import { kindOf, type Script, type ScriptItem, type SqlToken, type SyntaxProblem } from './statement.ts'

const { hasSqlDetails, loadModule, parseSync, parsePlPgSQLSync, scanSync } = libpgQuery

/** Loads PostgreSQL's parser (about 50 ms); everything else in this package is synchronous after it. */
export async function loadParser(): Promise<void> {
  await loadModule()
}

/**
 * Parses a script with PostgreSQL's own parser. When the whole text is refused, every statement is parsed
 * alone, so that one syntax error hides nothing else. A text of comments only has no items.
 */
export function parseScript(text: string): Script {
  const whole = tryParse(text)
  if (Array.isArray(whole)) return { items: whole }
  const items: ScriptItem[] = []
  for (const piece of cutStatements(text, scan)) {
    const parsed = tryParse(text.slice(piece.start, piece.end))
    if (Array.isArray(parsed)) items.push(...parsed.map((item) => shifted(item, piece.start)))
    else items.push({ problem: problemAt(parsed, piece.start, text) })
  }
  // The pieces can all be fine when only the cut was wrong; PostgreSQL's own verdict on the whole then stands.
  if (!items.some((item) => 'problem' in item)) return { items: [{ problem: problemAt(whole, 0, text) }] }
  return { items }
}

interface Refused {
  readonly message: string
  readonly at: number
  readonly length: number
}

function tryParse(text: string): ScriptItem[] | Refused {
  // An empty string is an error of the binding, not of PostgreSQL.
  if (text.trim() === '') return []
  try {
    const toUtf16 = byteToUtf16(text)
    const stmts = parseSync(text).stmts ?? []
    return stmts.flatMap((raw) => toItem(raw, text, toUtf16))
  } catch (error) {
    if (!hasSqlDetails(error) || !error.sqlDetails) throw error
    const at = (byteToUtf16(text) ?? same)(Math.max(0, error.sqlDetails.cursorPosition))
    return { message: error.sqlDetails.message, at, length: text.length }
  }
}

const same = (offset: number): number => offset

function toItem(raw: RawStmt, text: string, toUtf16: ((byte: number) => number) | null): ScriptItem[] {
  if (!raw.stmt) return []
  const convert = toUtf16 ?? same
  const start = raw.stmt_location ?? 0
  const end = raw.stmt_len ? convert(start + raw.stmt_len) : text.length
  if (toUtf16) convertLocations(raw.stmt, toUtf16)
  const span = { start: skipBlank(text, convert(start), end), end: trimEnd(text, end) }
  return [{ statement: { kind: kindOf(raw.stmt), node: raw.stmt, span } }]
}

function convertLocations(value: unknown, convert: (byte: number) => number): void {
  if (Array.isArray(value)) {
    for (const item of value) convertLocations(item, convert)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const record = value as Record<string, unknown>
  for (const key in record) {
    const inner = record[key]
    if (typeof inner === 'number') {
      if (key === 'location' && inner >= 0) record[key] = convert(inner)
    } else convertLocations(inner, convert)
  }
}

/** First offset that is neither white space nor inside a comment. */
function skipBlank(text: string, from: number, end: number): number {
  let at = from
  while (at < end) {
    if (/\s/.test(text.charAt(at))) at++
    else if (text.startsWith('--', at)) at = indexAfter(text, '\n', at, end)
    else if (text.startsWith('/*', at)) at = skipBlockComment(text, at, end)
    else return at
  }
  return end
}

function indexAfter(text: string, mark: string, from: number, end: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? end : Math.min(end, found + mark.length)
}

function skipBlockComment(text: string, from: number, end: number): number {
  let depth = 0
  for (let at = from; at < end; at++) {
    if (text.startsWith('/*', at)) {
      depth++
      at++
    } else if (text.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return end
}

function trimEnd(text: string, end: number): number {
  let at = end
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--
  return at
}

function shifted(item: ScriptItem, by: number): ScriptItem {
  if (by === 0 || !('statement' in item)) return item
  convertLocations(item.statement.node, (offset) => offset + by)
  const { start, end } = item.statement.span
  return { statement: { ...item.statement, span: { start: start + by, end: end + by } } }
}

function problemAt(refused: Refused, start: number, text: string): SyntaxProblem {
  const end = start + refused.length
  const statement = { start: skipBlank(text, start, end), end: trimEnd(text, end) }
  const at = Math.max(statement.start, Math.min(start + refused.at, statement.end))
  const token = scan(text.slice(at, statement.end))[0]
  return {
    message: refused.message,
    sqlstate: '42601',
    span: { start: at, end: token && token.start === 0 ? at + token.end : Math.min(at + 1, statement.end) },
    statement,
  }
}

/** PostgreSQL's own tokens, comments included; up to the place where the scanner itself gives up. */
export function scan(text: string): readonly SqlToken[] {
  return tokensOf(text) ?? tokensOf(longestScannable(text)) ?? []
}

/** `null` when the scanner refuses: the binding then has an error text where its answer should be. */
function tokensOf(text: string): readonly SqlToken[] | null {
  if (text === '') return []
  const convert = byteToUtf16(text) ?? same
  try {
    return scanSync(text).tokens.map((token) => ({
      start: convert(token.start),
      end: convert(token.end),
      text: token.text,
      name: token.tokenName,
    }))
  } catch (error) {
    if (error instanceof SyntaxError || hasSqlDetails(error)) return null
    throw error
  }
}

/** Where the scanner gives up, an unterminated quote or comment begins: the last opener whose prefix still scans. */
function longestScannable(text: string): string {
  for (let at = text.length - 1; at > 0; at--) {
    if (!'\'"$/'.includes(text.charAt(at))) continue
    const prefix = text.slice(0, at)
    if (tokensOf(prefix) !== null) return prefix
  }
  return ''
}

/** The parse tree of a `CREATE FUNCTION … LANGUAGE plpgsql` or `DO` statement's body, as the PL/pgSQL parser gives it. */
export function parsePlpgsql(statement: string): unknown {
  return parsePlPgSQLSync(statement)
}
