import type { RawStmt } from '@pgsql/types'
import libpgQuery from 'libpg-query'
import { cutStatements } from './cut.ts'
import { isSpace, lex, skipBlanks } from './lex.ts'
import { byteToUtf16, pointToUtf16 } from './offsets.ts'
import { sqlstateOfParser } from './parser-sqlstate.ts'
import { readPsql } from './psql.ts'
import {
  kindOf,
  type NodeOf,
  type Script,
  type ScriptItem,
  type SqlToken,
  type Statement,
  type SyntaxProblem,
} from './statement.ts'

const { hasSqlDetails, loadModule, parseSync, parsePlPgSQLSync, scanSync } = libpgQuery

/** Loads PostgreSQL's parser (about 50 ms); everything else in this package is synchronous after it. */
export async function loadParser(): Promise<void> {
  await loadModule()
}

export interface ParseOptions {
  /** The script is for psql: its backslash commands and the data of `COPY … FROM STDIN` are not SQL. */
  readonly psql?: boolean
}

/**
 * Parses a script with PostgreSQL's own parser. When the whole text is refused, every statement is parsed
 * alone, so that one syntax error hides nothing else. A text of comments only has no items.
 */
export function parseScript(text: string, options: ParseOptions = {}): Script {
  if (!options.psql) return takeParsed(text) ?? { items: parseSql(text) }
  const psql = readPsql(text)
  const items = parseSql(psql.sql)
  for (const span of psql.copyData) {
    const at = items.findLastIndex((item) => 'statement' in item && readsData(item.statement, span.start))
    const item = items[at]
    if (item && 'statement' in item) items[at] = { statement: { ...item.statement, copyData: span } }
  }
  items.push(...psql.metas.map((meta) => ({ meta })))
  return { items: items.sort((a, b) => startOf(a) - startOf(b)) }
}

/** Scripts that were parsed before their time. */
const parsed = new Map<string, Script>()

/** As `parseScript`, for who only looks ahead: whoever parses the same text next gets this answer. */
export function peekScript(text: string): Script {
  const script = parseScript(text)
  parsed.set(text, script)
  return script
}

function takeParsed(text: string): Script | undefined {
  const script = parsed.get(text)
  parsed.delete(text)
  return script
}

/**
 * Reads again a statement that `parseScript` gave: `text` is what stood at its span, which began at `start`. For who
 * does not keep the trees of long scripts. `null` when the text is not one statement.
 */
export function parseAgain(text: string, start: number): Statement | null {
  // The parser leaves locations out that are zero, which in the script they were not: so something stands before.
  const lead = start === 0 ? '' : ' '
  const items = tryParse(lead + text)
  const [only] = Array.isArray(items) ? items : []
  if (!only || !('statement' in only)) return null
  const item = shifted(only, start - lead.length)
  return 'statement' in item ? item.statement : null
}

/** Whether lines at an offset can be the data of this statement. */
function readsData({ node, span }: Statement, at: number): boolean {
  return span.end <= at && 'CopyStmt' in node && node.CopyStmt.is_from === true && node.CopyStmt.filename === undefined
}

function startOf(item: ScriptItem): number {
  if ('statement' in item) return item.statement.span.start
  return 'problem' in item ? item.problem.statement.start : item.meta.span.start
}

function parseSql(text: string): ScriptItem[] {
  const whole = tryParse(text)
  if (Array.isArray(whole)) return whole
  const items: ScriptItem[] = []
  for (const piece of cutStatements(text)) {
    const parsed = tryParse(text.slice(piece.start, piece.end))
    if (Array.isArray(parsed)) for (const item of parsed) items.push(shifted(item, piece.start))
    else items.push({ problem: problemAt(parsed, piece.start, text) })
  }
  // The pieces can all be fine when only the cut was wrong; PostgreSQL's own verdict on the whole then stands.
  if (!items.some((item) => 'problem' in item)) return [{ problem: problemAt(whole, 0, text) }]
  return items
}

/**
 * Parses what PL/pgSQL calls an expression: whatever may follow SELECT. Locations count from the beginning of `text`.
 */
export function parseExpression(text: string): NodeOf<'SelectStmt'> | SyntaxProblem {
  const lead = 'SELECT '
  const parsed = tryParse(lead + text)
  if (!Array.isArray(parsed)) return problemAt({ ...parsed, at: parsed.at - lead.length, length: text.length }, 0, text)
  const [only] = parsed
  if (parsed.length !== 1 || !only || !('statement' in only) || !('SelectStmt' in only.statement.node))
    return problemAt({ message: 'syntax error', sqlstate: '42601', at: 0, length: text.length }, 0, text)
  convertLocations(only.statement.node, (offset) => Math.max(0, offset - lead.length))
  return only.statement.node.SelectStmt
}

interface Refused {
  readonly message: string
  readonly sqlstate: string
  readonly at: number
  readonly length: number
}

function tryParse(text: string): ScriptItem[] | Refused {
  if (isEmpty(text)) return []
  // The binding would read up to the first NUL only, and say nothing.
  const nul = text.indexOf('\0')
  if (nul !== -1)
    return {
      message: 'invalid byte sequence for encoding "UTF8": 0x00',
      sqlstate: '22021',
      at: nul,
      length: text.length,
    }
  try {
    const toUtf16 = byteToUtf16(text)
    const items: ScriptItem[] = []
    for (const raw of parseSync(text).stmts ?? []) {
      const item = toItem(raw, text, toUtf16)
      if (item) items.push(item)
    }
    return items
  } catch (error) {
    if (isTooDeep(error))
      return { message: 'stack depth limit exceeded', sqlstate: '54001', at: 0, length: text.length }
    if (!hasSqlDetails(error) || !error.sqlDetails) throw error
    const at = pointToUtf16(text, error.sqlDetails.cursorPosition)
    const { message } = error.sqlDetails
    return { message, sqlstate: sqlstateOfParser(message), at, length: text.length }
  }
}

/** The parser, or the reader of its answer, ran out of stack. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')
}

const same = (offset: number): number => offset

/** The binding takes an empty text for an error, PostgreSQL does not. */
function isEmpty(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isSpace(text.charCodeAt(at))) return false
  return true
}

function toItem(raw: RawStmt, text: string, toUtf16: ((byte: number) => number) | null): ScriptItem | null {
  if (!raw.stmt) return null
  const convert = toUtf16 ?? same
  const start = raw.stmt_location ?? 0
  const end = raw.stmt_len ? convert(start + raw.stmt_len) : text.length
  if (toUtf16) convertLocations(raw.stmt, toUtf16)
  return { statement: { kind: kindOf(raw.stmt), node: raw.stmt, span: tightSpan(text, convert(start), end) } }
}

/** Keys under which the parser keeps byte offsets. */
const offsetKeys = new Set([
  'location',
  'rexpr_list_start',
  'rexpr_list_end',
  'list_start',
  'list_end',
  'name_location',
])

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
      if (inner >= 0 && offsetKeys.has(key)) record[key] = convert(inner)
    } else convertLocations(inner, convert)
  }
}

/** Without the comments before it and the white space around it. */
function tightSpan(text: string, from: number, to: number): { start: number; end: number } {
  const start = skipBlanks(text, from, to)
  let end = to
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return { start, end }
}

function shifted(item: ScriptItem, by: number): ScriptItem {
  if (by === 0 || !('statement' in item)) return item
  convertLocations(item.statement.node, (offset) => offset + by)
  const { start, end } = item.statement.span
  return { statement: { ...item.statement, span: { start: start + by, end: end + by } } }
}

function problemAt(refused: Refused, start: number, text: string): SyntaxProblem {
  const statement = tightSpan(text, start, start + refused.length)
  const at = Math.max(statement.start, Math.min(start + refused.at, statement.end))
  const first = lex(text, at, statement.end).next().value
  const end = first && first.start === at ? first.end : Math.min(at + 1, statement.end)
  return { message: refused.message, sqlstate: refused.sqlstate, span: { start: at, end }, statement }
}

/** PostgreSQL's own tokens, comments included; none when its scanner refuses the text. */
export function scan(text: string): readonly SqlToken[] {
  if (isEmpty(text)) return []
  const convert = byteToUtf16(text) ?? same
  try {
    return scanSync(text).tokens.map((token) => ({
      start: convert(token.start),
      end: convert(token.end),
      text: token.text,
      name: token.tokenName,
    }))
  } catch (error) {
    // The binding then has an error text where its answer should be.
    if (error instanceof SyntaxError || hasSqlDetails(error)) return []
    throw error
  }
}

/** What the PL/pgSQL parser refuses; it names no place. */
export interface PlpgsqlRefused {
  readonly refused: string
}

/**
 * The parse tree of a `CREATE FUNCTION … LANGUAGE plpgsql` or `DO` statement's body, as the PL/pgSQL parser gives
 * it; embedded statements are checked for their syntax.
 */
export function parsePlpgsql(statement: string): unknown | PlpgsqlRefused {
  try {
    return parsePlPgSQLSync(statement)
  } catch (error) {
    if (isTooDeep(error)) return { refused: 'stack depth limit exceeded' }
    // The binding raises nothing more specific here.
    if (error instanceof Error && error.name === 'Error') return { refused: error.message }
    throw error
  }
}
