import { scan } from '@migration-doctor/sql'
import { Refusal } from '../../refusal.ts'
import { castText, joinTexts, textOf, Unknown, unknown, type Value } from '../value.ts'

/** `quote_ident`. Names of unreserved keywords are quoted too, which means the same. */
export function quoteIdent(name: string): string {
  const simple = /^[a-z_][a-z0-9_]*$/.test(name) && scan(name)[0]?.name === 'IDENT'
  return simple ? name : `"${name.replaceAll('"', '""')}"`
}

/** `quote_literal` */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  return text.includes('\\') ? `E${quoted}` : quoted
}

/** One part of a `format` template: literal text, or what a value is put through. */
type Part = string | { readonly conversion: 's' | 'I' | 'L'; readonly argument: number }

/** `format(template, …)` */
export function formatText(template: Value, args: readonly Value[]): Value {
  if (template === null) return null
  const text = textOf(template)
  if (typeof text !== 'string') return unknown
  return joinTexts(readTemplate(text).map((part) => (typeof part === 'string' ? part : convert(part, args))))
}

function readTemplate(template: string): readonly Part[] {
  const parts: Part[] = []
  let next = 1
  let rest = 0
  for (let at = template.indexOf('%'); at !== -1; at = template.indexOf('%', rest)) {
    parts.push(template.slice(rest, at))
    const found = /%(?:(\d+)\$)?-?(\*?\d*)([a-zA-Z%]?)/y
    found.lastIndex = at
    const [whole = '%', position, , letter = ''] = found.exec(template) ?? []
    rest = at + whole.length
    if (letter === '%') parts.push('%')
    else if (letter === 's' || letter === 'I' || letter === 'L') {
      const argument: number = position === undefined ? next : Number(position)
      parts.push({ conversion: letter, argument })
      next = argument + 1
    } else if (letter === '') throw new Refusal('22023', 'unterminated format() type specifier')
    else throw new Refusal('22023', `unrecognized format() type specifier "${letter}"`)
  }
  parts.push(template.slice(rest))
  return parts
}

function convert(part: Exclude<Part, string>, args: readonly Value[]): string | Unknown {
  const value = args[part.argument - 1]
  if (value === undefined) throw new Refusal('22023', 'too few arguments for format()')
  const text = textOf(value)
  if (part.conversion === 's') return text ?? ''
  if (part.conversion === 'L')
    return text === null ? 'NULL' : typeof text === 'string' ? quoteLiteral(text) : quotedUnknown
  if (text === null) throw new Refusal('22004', 'null values cannot be formatted as an SQL identifier')
  return typeof text === 'string' ? quoteIdent(text) : text.parts.length > 1 ? quotedParts(text) : text
}

/** A literal whose text is not known is a literal all the same. */
const quotedUnknown = new Unknown(["'", null, "'"])

function quotedParts(text: Unknown): Unknown {
  return new Unknown(['"', ...text.parts, '"'])
}

/** `quote_ident` and `quote_literal` of a value. */
export function quoteValue(value: Value, how: 'identifier' | 'literal' | 'nullable'): Value {
  if (value === null) return how === 'nullable' ? 'NULL' : null
  const text = castText(value)
  if (typeof text === 'string') return how === 'identifier' ? quoteIdent(text) : quoteLiteral(text)
  return how === 'identifier' ? unknown : quotedUnknown
}
