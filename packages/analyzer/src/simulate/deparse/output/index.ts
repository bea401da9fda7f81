import { unprintable } from '../tree.ts'
import { bytesText } from './bytes.ts'
import { dateText, intervalText, timestampText, timeText } from './dates.ts'
import { jsonbText } from './jsonb.ts'
import { booleanText, floatText, integerText, numericText } from './numbers.ts'

const asIs = (text: string): string => text

/** By the names of PostgreSQL's own types: what the output function makes of what the input function read. */
const outputs: Readonly<Record<string, (text: string) => string>> = {
  text: asIs,
  varchar: asIs,
  bpchar: asIs,
  json: asIs,
  char: (text) => (/^[!-~]?$/.test(text) ? text : unprintable('a byte')),
  name: (text) => (Buffer.byteLength(text) < 64 ? text : unprintable('a long name')),
  bool: booleanText,
  int2: integerText,
  int4: integerText,
  int8: integerText,
  oid: integerText,
  numeric: numericText,
  float4: (text) => floatText(text, 6),
  float8: (text) => floatText(text, 15),
  uuid: uuidText,
  jsonb: jsonbText,
  date: dateText,
  timestamp: timestampText,
  timestamptz: (text) => (/^-?infinity$/.test(text) ? text : unprintable('a moment, which depends on the time zone')),
  time: timeText,
  interval: intervalText,
  bytea: bytesText,
  bit: bitsText,
  varbit: bitsText,
  inet: addressText,
  cidr: (text) => (text === '0.0.0.0/0' || text === '::/0' ? text : unprintable('a network')),
  tsvector: (text) => (text.trim() === '' ? '' : unprintable('a tsvector')),
}

/** A value of one of PostgreSQL's own types as it is printed, given as it was written. */
export function outputOf(type: string, text: string): string {
  const output = Object.hasOwn(outputs, type) ? outputs[type] : undefined
  return output ? output(text) : unprintable(`a literal of type ${type}`)
}

function uuidText(text: string): string {
  const digits = text
    .replace(/^\{(.*)\}$/, '$1')
    .replaceAll('-', '')
    .toLowerCase()
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits)
  return parts ? parts.slice(1).join('-') : unprintable('a UUID')
}

function bitsText(text: string): string {
  return /^[01]*$/.test(text) ? text : unprintable('bits')
}

function addressText(text: string): string {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  return parts?.slice(1).every((part) => String(Number(part)) === part && Number(part) < 256)
    ? text
    : unprintable('an address')
}
