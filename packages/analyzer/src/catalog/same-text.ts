import type { CatalogObject, FactDifference } from '@migration-doctor/core'
import { parseScript } from '@migration-doctor/sql'

/** A statement in which the text of a fact stands as it would be written. */
const written: Readonly<Record<string, (text: string, object: CatalogObject) => string>> = {
  default: (text) => `SELECT ${text}`,
  partitionKey: (text) => `CREATE TABLE t () PARTITION BY ${text}`,
  definition: (text, { kind }) => (kind === 'constraint' ? `ALTER TABLE t ADD ${text}` : text),
}

/**
 * The facts that differ in what they mean. PostgreSQL prints an expression that it read from a dump, or had from an
 * older version, with other casts and calls than the one that was first written: that is no difference. Nor is a
 * definition told whose facts are told one by one.
 */
export function meantFacts(object: CatalogObject, facts: readonly FactDifference[]): readonly FactDifference[] {
  const meant = facts.filter(({ fact, left, right }) => {
    const statement = written[fact]
    if (!statement || typeof left !== 'string' || typeof right !== 'string') return true
    const [one, other] = [left, right].map((text) => meaningOf(statement(text, object)))
    return one !== null && other !== null && one !== other
  })
  const told = meant.filter(({ fact }) => fact !== 'definition')
  return told.length > 0 ? told : meant
}

/** `null`: it cannot be read. */
function meaningOf(sql: string): string | null {
  const [item] = parseScript(sql).items
  if (!item || !('statement' in item)) return null
  return JSON.stringify(item.statement.node, (key, value: unknown) => (ignored.has(key) ? undefined : simpler(value)))
}

/** Where something stands, by which syntax a function is called, and whether rows were looked at. */
const ignored: ReadonlySet<string> = new Set(['location', 'funcformat', 'skip_validation', 'initially_valid'])

const renamed: Readonly<Record<string, string>> = { extract: 'date_part', similar_to_escape: 'similar_escape' }

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Without casts, and every constant a text; functions by their names alone. */
function simpler(value: unknown): unknown {
  if (!isFields(value)) return value
  const { TypeCast: cast, A_Const: constant, FuncCall: call } = value
  if (isFields(cast)) return simpler(cast['arg'])
  if (isFields(constant)) return { constant: constantText(constant) }
  if (!isFields(call)) return value
  const last: unknown = Array.isArray(call['funcname']) ? call['funcname'].at(-1) : undefined
  const name = isFields(last) && isFields(last['String']) ? String(last['String']['sval']) : ''
  return { call: renamed[name] ?? name, args: call['args'] }
}

function constantText(constant: Fields): string | null {
  if (constant['isnull']) return null
  const [kind] = ['sval', 'ival', 'fval', 'boolval', 'bsval'].filter((one) => isFields(constant[one]))
  const inner = kind === undefined ? undefined : constant[kind]
  const text = isFields(inner) && kind !== undefined ? inner[kind] : undefined
  return String(text ?? (kind === 'ival' ? 0 : kind === 'boolval' ? false : ''))
}
