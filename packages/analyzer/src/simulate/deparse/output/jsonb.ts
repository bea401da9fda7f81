import { unprintable } from '../tree.ts'
import { numericText } from './numbers.ts'

/** `jsonb_out`: keys by length and then by bytes, each once; a blank after every colon and comma. */
export function jsonbText(text: string): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return unprintable('what is no JSON')
  }
  // Numbers keep the digits that they are written with, which a parsed one has lost, and so do keys written twice.
  if (/[-\d]/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '')) && !hasPlainNumbers(text)) {
    return unprintable('JSON with numbers')
  }
  return shown(value)
}

function hasPlainNumbers(text: string): boolean {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? []
  return numbers.every((number) => String(Number(number)) === number && numericText(number) === number)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b))
    return `{${entries.map(([key, one]) => `${quoted(key)}: ${shown(one)}`).join(', ')}}`
  }
  return String(value)
}

function compareKeys(a: string, b: string): number {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length - right.length || Buffer.compare(left, right)
}

/** `escape_json`: as JavaScript does it, too, for all that is not a lone surrogate or U+007F. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
