import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Place, Span, SqlChunk } from '@migration-doctor/core'
import type { Edit } from './fix.ts'
import { isComment, type Replacement, type Statements } from './replacement.ts'

/** Edits of statements that a program sends: in a literal, or by a call of the schema builder. `null`: one has no such place. */
export function inProgram(
  source: string,
  edits: readonly Edit[],
  statements: Statements,
): readonly Replacement[] | null {
  const groups = new Map<string, Edit[]>()
  for (const edit of edits) {
    const key = placeKey(edit.statement.chunk?.place)
    groups.set(key, [...(groups.get(key) ?? []), edit])
  }
  const all = [...groups.values()].map((group) => inOnePlace(source, group, statements))
  const possible = all.flatMap((one) => one ?? [])
  return all.includes(null) ? null : possible
}

const placeKey = (place: Place | undefined): string =>
  place ? `${place.file}:${place.span.start}-${place.span.end}` : ''

function inOnePlace(source: string, edits: readonly Edit[], statements: Statements): readonly Replacement[] | null {
  const chunk = edits[0]?.statement.chunk
  if (!chunk) return null
  const quote = source.charAt(chunk.place.span.start - 1)
  if (quotes.has(quote) && source.charAt(chunk.place.span.end) === quote) return inLiteral(source, edits, chunk)
  return inCall(source, edits, { chunk, statements })
}

const quotes = new Set(["'", '"', '`'])

/** A template literal is edited in place; any other becomes a template as a whole. */
function inLiteral(source: string, edits: readonly Edit[], chunk: SqlChunk): readonly Replacement[] {
  const { file, span } = chunk.place
  const within = { start: span.start - 1, end: span.end + 1 }
  const text = spliced(chunk.text, edits)
  if (isComment(text)) return [withoutCall(source, { file, span: within }, text)]
  const verbatim = edits.every(({ statement }) => isVerbatim(chunk, statement.span))
  if (source.charAt(within.start) !== '`' || !verbatim)
    return [{ place: { file, span: within }, text: templateOf(text) }]
  return edits.map(({ statement, sql }) => ({ place: statement.place, text: escaped(unterminated(sql)) }))
}

/** Is this range of the chunk written as it is sent? */
function isVerbatim({ pieces }: SqlChunk, { start, end }: Span): boolean {
  return pieces.some(({ at, verbatim }) => verbatim && at.start <= start && end <= at.end)
}

/** What follows in the literal brings its own semicolon, or needs none. */
function unterminated(sql: string): string {
  const trimmed = sql.trimEnd()
  return trimmed.endsWith(';') ? trimmed.slice(0, -1) : trimmed
}

function spliced(text: string, edits: readonly Edit[]): string {
  const fromEnd = [...edits].sort((a, b) => b.statement.span.start - a.statement.span.start)
  return fromEnd.reduce(
    (rest, { statement: { span }, sql }) => rest.slice(0, span.start) + unterminated(sql) + rest.slice(span.end),
    text,
  )
}

/** `await queryRunner.createTable(…)` becomes `await queryRunner.query(…)`, with all that the call sends. */
function inCall(
  source: string,
  edits: readonly Edit[],
  { chunk, statements }: { chunk: SqlChunk; statements: Statements },
): readonly Replacement[] | null {
  const { place } = chunk
  const receiver = receiverOf(source.slice(place.span.start, place.span.end))
  if (receiver === null) return null
  const changed = new Map(edits.map(({ statement, sql }) => [statement.number, sql]))
  const sent = statements
    .filter((one) => one.chunk !== null && placeKey(one.chunk.place) === placeKey(place))
    .map((one) => changed.get(one.number) ?? textOf(one))
  const kept = sent.filter((sql) => !isComment(sql))
  if (kept.length === 0) return [withoutCall(source, place, sent.join('\n'))]
  const sql = sent.map((text) => (isComment(text) ? text : `${unterminated(text)};`)).join('\n')
  return [
    {
      place,
      text: `${receiver}.query(${templateOf(kept.length === 1 && sent.length === 1 ? unterminated(sql) : sql)})`,
    },
  ]
}

const textOf = (statement: TimelineStatement): string => statement.text

/** `queryRunner` of `queryRunner.createTable(`; `null` when the text is no such call. */
function receiverOf(text: string): string | null {
  return /^([A-Za-z_$][\w$.]*)\.[A-Za-z_$][\w$]*\s*\(/.exec(text)?.[1] ?? null
}

/** A call that has nothing to send any more becomes a comment; where it is part of something larger it sends an empty query's like. */
function withoutCall(source: string, place: Place, comment: string): Replacement {
  const words = wordsOf(comment)
  const call = statementAround(source, place)
  if (call) return { place: { file: place.file, span: call }, text: `// ${words.join(' ')}` }
  const literal = templateOf(`SELECT 1 /* ${words.join(' ')} */`)
  const receiver = receiverOf(source.slice(place.span.start, place.span.end))
  return { place, text: receiver === null ? literal : `${receiver}.query(${literal})` }
}

function wordsOf(comment: string): readonly string[] {
  return comment
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:--|\/\*)\s*/, '')
        .replace(/\s*\*\/\s*$/, '')
        .trim(),
    )
    .filter(Boolean)
}

/** The span of `await queryRunner.query(…);` when it stands alone on its lines, behind a complete statement. */
function statementAround(source: string, { span }: Place): Span | null {
  const before = source.slice(0, span.start)
  const head = /(?:^|\n)[ \t]*((?:await\s+)?(?:[A-Za-z_$][\w$.]*\.query\(\s*)?)$/.exec(before)?.[1]
  if (head === undefined) return null
  const isArgument = head.includes('(')
  const tail = (isArgument ? /^\s*,?\s*\)[ \t]*;?[ \t]*(?=\r?\n)/ : /^[ \t]*;?[ \t]*(?=\r?\n)/).exec(
    source.slice(span.end),
  )?.[0]
  if (tail === undefined) return null
  const start = span.start - head.length
  return endsStatement(source.slice(0, start)) ? { start, end: span.end + tail.trimEnd().length } : null
}

/** `if (x)` on the line before would take the next statement for its own. */
function endsStatement(before: string): boolean {
  const text = before.trimEnd()
  if (/[{};]$/.test(text)) return true
  const line = text.slice(text.lastIndexOf('\n') + 1).trim()
  return text.endsWith(')') && !/^(?:\}?\s*else\s+)?(?:if|for|while|with)\b/.test(line)
}

function templateOf(sql: string): string {
  return `\`${escaped(sql)}\``
}

function escaped(sql: string): string {
  return sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
}
