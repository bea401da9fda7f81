import { Refusal } from '../refusal.ts'
import { dateFault } from './literal-dates.ts'

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
  oid: (text) => /^\s*[-+]?\d+\s*$/.test(text),
  bit: isBits,
  varbit: isBits,
  money: hasDigit,
  inet: (text) => (text.includes(':') ? isAddress(text) : isInternetAddress(text)),
  cidr: (text) => isAddress(text) && (hasDigit(text) || text.includes(':')),
  macaddr: (text) => (text.match(/[0-9a-fA-F]/g)?.length ?? 0) >= 12,
  macaddr8: (text) => (text.match(/[0-9a-fA-F]/g)?.length ?? 0) >= 12,
  pg_lsn: (text) => /^[0-9a-fA-F]{1,8}\/[0-9a-fA-F]{1,8}$/.test(text),
  point: numbers(2),
  box: numbers(4),
  lseg: numbers(4),
  path: numbers(2),
  line: numbers(3),
  polygon: numbers(2),
  circle: numbers(3),
  tid: (text) => text.trim().startsWith('('),
}

/** At least so many numbers stand in it. */
function numbers(count: number): (text: string) => boolean {
  return (text) => (text.match(/\d+(\.\d*)?|inf|nan/gi)?.length ?? 0) >= count
}

/** Nothing else stands in an address of either version. */
function isAddress(text: string): boolean {
  return /^[0-9a-fA-F:./]+$/.test(text)
}

/** Of version 4: of parts only with the number of bits that they hold. */
function isInternetAddress(text: string): boolean {
  const found = /^(\d+(?:\.\d+){0,3})(?:\/(\d+))?$/.exec(text)
  const parts = found?.[1]?.split('.') ?? []
  if (parts.length === 0 || parts.some((part) => Number(part) > 255)) return false
  const bits = found?.[2] === undefined ? 32 : Number(found[2])
  return bits <= 32 && Math.floor(bits / 8) <= parts.length
}

function hasDigit(text: string): boolean {
  return /\d|inf|nan/i.test(text)
}

function isBits(text: string): boolean {
  return /^([bB]?[01]*|[xX][0-9a-fA-F]*)$/.test(text)
}

const shownNames: Readonly<Record<string, string>> = { bool: 'boolean', float4: 'real', float8: 'double precision' }

/** The text forms of PostgreSQL's own types, as far as a refusal is certain. */
export function checkText(type: string, text: string, about: About): void {
  const integer = Object.hasOwn(integers, type) ? integers[type] : undefined
  if (integer) {
    checkInteger(integer, text, about)
    return
  }
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined
  if (check && !check(text, about)) {
    const message = type.startsWith('json')
      ? `invalid input syntax for type ${type}`
      : `invalid input syntax for type ${shownNames[type] ?? type}: "${text}"`
    throw new Refusal('22P02', message, { at: about.at })
  }
  const fault = dateFault(type, text)
  if (fault) throw new Refusal(fault.sqlstate, fault.message, { at: about.at })
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
