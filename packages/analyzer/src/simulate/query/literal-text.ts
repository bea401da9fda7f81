import { Refusal } from '../refusal.ts'

interface About {
  readonly at: number | undefined
  readonly major: number
}

const integers: Readonly<Record<string, { readonly name: string; readonly bits: number }>> = {
  int2: { name: 'smallint', bits: 16 },
  int4: { name: 'integer', bits: 32 },
  int8: { name: 'bigint', bits: 64 },
}

const checks: Readonly<Record<string, (text: string, about: About) => boolean>> = {
  bool: isBoolean,
  uuid: isUuid,
  json: isJson,
  jsonb: isJson,
  numeric: isNumber,
  float4: isNumber,
  float8: isNumber,
}

const shownNames: Readonly<Record<string, string>> = { bool: 'boolean', float4: 'real', float8: 'double precision' }

/** The text forms of PostgreSQL's own types, as far as a refusal is certain. */
export function checkText(type: string, text: string, about: About): void {
  const integer = Object.hasOwn(integers, type) ? integers[type] : undefined
  if (integer) return checkInteger(integer, text, about)
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined
  if (check && !check(text, about)) {
    const message = type.startsWith('json')
      ? `invalid input syntax for type ${type}`
      : `invalid input syntax for type ${shownNames[type] ?? type}: "${text}"`
    throw new Refusal('22P02', message, { at: about.at })
  }
  if ((type === 'date' || type.startsWith('timestamp')) && isNoDate(text)) {
    const name = type === 'timestamptz' ? 'timestamp with time zone' : type
    throw new Refusal('22007', `invalid input syntax for type ${name}: "${text}"`, { at: about.at })
  }
}

function checkInteger(type: { name: string; bits: number }, text: string, { at, major }: About): void {
  const trimmed = text.trim()
  const digits = trimmed.startsWith('-') || trimmed.startsWith('+') ? trimmed.slice(1) : trimmed
  const isPlain = /^[0-9]+$/.test(digits)
  if (!isPlain) {
    if (major >= 16 && /^(0[xXoObB][0-9a-fA-F_]+|[0-9][0-9_]*)$/.test(digits)) return
    throw new Refusal('22P02', `invalid input syntax for type ${type.name}: "${text}"`, { at })
  }
  const value = BigInt(digits) * (trimmed.startsWith('-') ? -1n : 1n)
  const limit = 1n << BigInt(type.bits - 1)
  if (value < -limit || value >= limit) {
    throw new Refusal('22003', `value "${text}" is out of range for type ${type.name}`, { at })
  }
}

function isBoolean(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (word === '') return false
  if (word === '1' || word === '0' || word === 'on') return true
  if (['true', 'false', 'yes', 'no'].some((full) => full.startsWith(word))) return true
  return word.length >= 2 && 'off'.startsWith(word)
}

function isUuid(text: string): boolean {
  let body = text
  if (body.startsWith('{')) {
    if (!body.endsWith('}')) return false
    body = body.slice(1, -1)
  }
  return /^([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}$/.test(body)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isNumber(text: string, { major }: About): boolean {
  const word = text.trim().toLowerCase()
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(word)) return true
  if (/^[-+]?(nan|inf|infinity)$/.test(word)) return true
  return major >= 16 && /^[-+]?(0[xob][0-9a-f_]+|[\d_]+\.?[\d_]*(e[-+]?\d+)?)$/.test(word)
}

const dateWords = new Set([
  'now',
  'today',
  'tomorrow',
  'yesterday',
  'epoch',
  'infinity',
  '-infinity',
  '+infinity',
  'allballs',
])

/** A text without any digit that is none of the special words. */
function isNoDate(text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/)
  return !/\d/.test(text) && !words.some((word) => dateWords.has(word))
}
