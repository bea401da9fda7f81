import type { Place } from '@migration-doctor/core'
import { plain, Text } from './text.ts'
import { ArrayValue, FunctionValue, ObjectValue, Unknown, type Value } from './value.ts'

/** JavaScript's truth; an `Unknown` where it cannot be told. */
export function truth(value: Value): boolean | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof Text) return value.value !== '' ? true : (value.hole ?? false)
  if (value instanceof ArrayValue || value instanceof ObjectValue) return true
  return Boolean(value)
}

/** As the language turns a value into a string; provenance kept. */
export function toText(value: Value, place: Place): Text {
  if (value instanceof Text) return value
  if (value instanceof Unknown) return new Text([{ text: '', from: place, verbatim: false, hole: value }])
  if (value instanceof ArrayValue) return arrayText(value, place)
  if (value instanceof FunctionValue) return unreadableText('the source text of a function', place)
  if (value instanceof ObjectValue) return plain('[object Object]')
  return new Text([{ text: String(value), from: place, verbatim: false }])
}

function arrayText(array: ArrayValue, place: Place): Text {
  if (array.taint) return toText(array.taint, place)
  const texts = array.items.map((item) => (item === null || item === undefined ? plain('') : toText(item, place)))
  return joinTexts(texts, plain(','))
}

export function joinTexts(texts: readonly Text[], separator: Text): Text {
  const parts = texts.flatMap((text, index) => (index === 0 ? text.parts : [...separator.parts, ...text.parts]))
  return new Text(parts)
}

function unreadableText(reason: string, place: Place): Text {
  return toText(new Unknown(reason, place), place)
}

/** The characters, when all of them are known. */
export function knownString(value: Value): string | null {
  return value instanceof Text && !value.hole ? value.value : null
}

/** As `Number(value)`. */
export function toNumber(value: Value): number | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof Text) return value.hole ?? Number(value.value)
  if (value instanceof ObjectValue && value.brand === 'Date') return Number(value.props.get('time') ?? Number.NaN)
  if (value instanceof ArrayValue || value instanceof ObjectValue || value instanceof RegExp) return Number.NaN
  return Number(value)
}

/** A value of the host's for a value of the program's, when all of it is known. Functions and instances are not. */
export function toHost(value: Value): { readonly host: unknown } | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof Text) return value.hole ?? { host: value.value }
  if (value instanceof ArrayValue) {
    if (value.taint) return value.taint
    const items: unknown[] = []
    for (const item of value.items) {
      const host = toHost(item)
      if (host instanceof Unknown) return host
      items.push(host.host)
    }
    return { host: items }
  }
  if (value instanceof ObjectValue) return objectToHost(value)
  return { host: value }
}

function objectToHost(value: ObjectValue): { readonly host: unknown } | Unknown {
  if (value.taint) return value.taint
  const host: Record<string, unknown> = {}
  for (const [name, property] of value.props) {
    if (property instanceof FunctionValue) continue
    const inner = toHost(property)
    if (inner instanceof Unknown) return inner
    host[name] = inner.host
  }
  return { host }
}

/** The other way round, for plain data. */
export function fromHost(host: unknown): Value {
  if (typeof host === 'string') return plain(host)
  if (Array.isArray(host)) return new ArrayValue(host.map(fromHost))
  if (host === null || host === undefined) return host
  if (typeof host === 'boolean' || typeof host === 'number' || typeof host === 'bigint') return host
  if (typeof host !== 'object') return undefined
  const object = new ObjectValue()
  for (const [name, value] of Object.entries(host)) object.props.set(name, fromHost(value))
  return object
}
