import { createHash } from 'node:crypto'
import { parseScript } from './parse.ts'
import { EmbeddedSql } from './plpgsql/embedded.ts'
import { headerOfStatement } from './plpgsql/header.ts'
import { readPlpgsql } from './plpgsql/read.ts'
import { type BodySource, bodySource } from './plpgsql/source.ts'
import type { Statement } from './statement.ts'

/** Where something stands, not what it is. */
const placeKeys = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'rexpr_list_start',
  'rexpr_list_end',
  'list_start',
  'list_end',
  'name_location',
  // Of PL/pgSQL.
  'line',
])

/**
 * A hash of what a statement says: comments, white space, the case of keywords and of unquoted names do not count,
 * also within bodies in SQL and PL/pgSQL. 32 hexadecimal digits.
 */
export function fingerprint(statement: Statement): string {
  const body = shapeOfBody(statement)
  const said = body === null ? shapeOf(statement.node) : shapeOf(withoutBody(statement)) + body
  return createHash('sha256').update(said).digest('hex').slice(0, 32)
}

function shapeOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (placeKeys.has(key)) return undefined
    if (inner instanceof EmbeddedSql) return embeddedShape(inner)
    return inner instanceof Map ? [...inner] : inner
  })
}

/** Embedded SQL is a statement or an expression; a text that is neither stands for itself. */
function embeddedShape(sql: EmbeddedSql): unknown {
  const expression = sql.expression()
  if (!('message' in expression)) return expression
  const statements = sql.statements()
  return statements.every((item) => 'statement' in item) ? statements.map((item) => item.statement.node) : sql.text
}

/** `null`: there is no body, or it is in another language. */
function shapeOfBody(statement: Statement): string | null {
  // Places are not asked for, so the script need not be at hand.
  const source = bodySource(statement, '')
  if (!source) return null
  if (source.language === 'plpgsql') return plpgsqlShape(statement, source)
  return source.language === 'sql' ? (fingerprints(source.body)?.join() ?? source.body) : null
}

function plpgsqlShape({ node }: Statement, { body }: BodySource): string {
  const read = readPlpgsql(body, 'CreateFunctionStmt' in node ? headerOfStatement(node.CreateFunctionStmt) : null)
  return 'message' in read ? body : shapeOf(read.block)
}

function withoutBody({ node }: Statement): unknown {
  const isBody = (item: unknown) =>
    typeof item === 'object' &&
    item !== null &&
    'DefElem' in item &&
    (item.DefElem as { defname?: string }).defname === 'as'
  if ('DoStmt' in node) return { DoStmt: (node.DoStmt.args ?? []).filter((item) => !isBody(item)) }
  if (!('CreateFunctionStmt' in node)) return node
  const { options, ...rest } = node.CreateFunctionStmt
  return { CreateFunctionStmt: { ...rest, options: (options ?? []).filter((item) => !isBody(item)) } }
}

/**
 * Whether two scripts say the same to PostgreSQL, statement for statement. Scripts that do not parse are the same
 * only when their texts are.
 */
export function sameStatements(a: string, b: string): boolean {
  if (a === b) return true
  const left = fingerprints(a)
  const right = fingerprints(b)
  if (!left || !right) return false
  return left.length === right.length && left.every((one, index) => one === right[index])
}

function fingerprints(text: string): readonly string[] | null {
  const prints: string[] = []
  for (const item of parseScript(text).items) {
    if (!('statement' in item)) return null
    prints.push(fingerprint(item.statement))
  }
  return prints
}
