import { createHash } from 'node:crypto'
import { parseScript } from './parse.ts'
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
])

/**
 * A hash of what a statement says: comments, white space, the case of keywords and of unquoted names do not count.
 * 32 hexadecimal digits.
 */
export function fingerprint(statement: Statement): string {
  return createHash('sha256').update(JSON.stringify(statement.node, dropPlaces)).digest('hex').slice(0, 32)
}

function dropPlaces(key: string, value: unknown): unknown {
  return placeKeys.has(key) ? undefined : value
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
