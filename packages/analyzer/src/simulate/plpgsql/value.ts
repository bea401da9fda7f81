/** An object as `oid`, `regclass` and their like hold it; they compare by number and print by name. */
export class Reference {
  readonly oid: number
  readonly text: string

  constructor(oid: number, text: string) {
    this.oid = oid
    this.text = text
  }
}

/** A record: columns by name, in order. */
export class Row {
  readonly columns: ReadonlyMap<string, Value>

  constructor(columns: ReadonlyMap<string, Value>) {
    this.columns = columns
  }
}

export type Known = null | boolean | number | string | Reference | Row | readonly Value[]

/** A value that depends on what only a server knows. */
export class Unknown {
  /** For text of which parts are known: `null` stands for each part that is not. */
  readonly parts: readonly (string | null)[]
  /** When the parts that are not known hold nothing but these words, in lower case, and signs; `null` when they may hold anything. */
  readonly otherWords: string | null

  constructor(parts: readonly (string | null)[] = [null], otherWords: string | null = null) {
    this.parts = parts
    this.otherWords = otherWords
  }

  /** Whether the text holds another one, which must be a word. */
  holds(word: string, anyCase: boolean): boolean | Unknown {
    const fold = (text: string) => (anyCase ? text.toLowerCase() : text)
    if (this.parts.some((part) => part !== null && fold(part).includes(fold(word)))) return true
    if (this.otherWords === null) return unknown
    // All literals are known where the other words are.
    if (/^'[^']*'$/.test(word)) return false
    const isWord = /^[A-Za-z_][A-Za-z0-9_]*$/.test(word)
    return isWord && !this.otherWords.includes(word.toLowerCase()) ? false : unknown
  }
}

export type Value = Known | Unknown

export const unknown = new Unknown()

/** Text of which nothing is known but that it is there. */
export const someText = new Unknown(['', null])

/** What a look-up found; NULL is a find, nothing found is not known. */
export function found(value: Value | undefined): Value {
  return value === undefined ? unknown : value
}

export function isKnown(value: Value): value is Known {
  return !(value instanceof Unknown)
}

/** As the value's output function prints it; NULL is `null`. */
export function textOf(value: Value): string | null | Unknown {
  if (value === null || value instanceof Unknown || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  if (value instanceof Reference) return value.text
  if (value instanceof Row) return unknown
  return arrayText(value)
}

function arrayText(values: readonly Value[]): string | Unknown {
  const parts: string[] = []
  for (const value of values) {
    const text = textOf(value)
    if (text instanceof Unknown) return unknown
    if (text === null) parts.push('NULL')
    else parts.push(/^$|^null$|[{}",\\\s]/i.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text)
  }
  return `{${parts.join(',')}}`
}

/** As a cast to text gives it: booleans in full. */
export function castText(value: Value): string | null | Unknown {
  return typeof value === 'boolean' ? String(value) : textOf(value)
}

/** Joins texts of which parts may not be known. */
export function joinTexts(texts: readonly (string | Unknown)[]): string | Unknown {
  const parts: (string | null)[] = []
  for (const text of texts) {
    for (const part of typeof text === 'string' ? [text] : text.parts) {
      const last = parts.at(-1)
      if (part === null) {
        if (last !== null || parts.length === 0) parts.push(null)
      } else if (typeof last === 'string') parts[parts.length - 1] = last + part
      else parts.push(part)
    }
  }
  const [only] = parts
  if (parts.length === 0) return ''
  return parts.length === 1 && typeof only === 'string' ? only : new Unknown(parts)
}

/** `null` when the order or equality of the two is not known. */
export function compare(a: Known, b: Known): number | null {
  if (a instanceof Reference || b instanceof Reference) return compareReferences(a, b)
  if (typeof a === 'number' || typeof b === 'number') return compareNumbers(a, b)
  if (typeof a === 'boolean' || typeof b === 'boolean') return compareBooleans(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b)
  return null
}

function compareReferences(a: Known, b: Known): number | null {
  const left = a instanceof Reference ? a.oid : Number(a)
  const right = b instanceof Reference ? b.oid : Number(b)
  return Number.isNaN(left) || Number.isNaN(right) ? null : left - right
}

function compareNumbers(a: Known, b: Known): number | null {
  const left = typeof a === 'string' || typeof a === 'number' ? Number(a) : Number.NaN
  const right = typeof b === 'string' || typeof b === 'number' ? Number(b) : Number.NaN
  return Number.isNaN(left) || Number.isNaN(right) ? null : left - right
}

function compareBooleans(a: Known, b: Known): number | null {
  const left = toBoolean(a)
  const right = toBoolean(b)
  return left === null || right === null ? null : Number(left) - Number(right)
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number | null {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const left = a[at]
    const right = b[at]
    if (left === undefined || right === undefined || left === null || right === null) return null
    if (!isKnown(left) || !isKnown(right)) return null
    const order = compare(left, right)
    if (order !== 0) return order
  }
  return a.length - b.length
}

const trueTexts = ['t', 'true', 'y', 'yes', 'on', '1']
const falseTexts = ['f', 'false', 'n', 'no', 'off', '0']

/** `null` when it is NULL or no boolean at all. */
export function toBoolean(value: Known): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  if (typeof value !== 'string') return null
  const text = value.trim().toLowerCase()
  if (trueTexts.includes(text)) return true
  return falseTexts.includes(text) ? false : null
}
