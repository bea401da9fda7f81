import { joinTexts, knownString, toNumber, toText } from './convert.ts'
import { concat, placed, plain, sliceText, type Text } from './text.ts'
import { ArrayValue, type Call, FunctionValue, native, Unknown, type Value } from './value.ts'

type Method = (text: Text, call: Call) => Value

/** Methods that need all of the characters; with a hole the answer is unknown. */
const whole: Readonly<Record<string, Method>> = {
  toLowerCase: (text, call) => mapped(text, text.value.toLowerCase(), call),
  toUpperCase: (text, call) => mapped(text, text.value.toUpperCase(), call),
  slice: (text, call) =>
    sliceBy(text, call, (length, start, end) => [from(length, start, 0), from(length, end, length)]),
  substring: (text, call) => sliceBy(text, call, substringRange),
  substr: (text, call) => {
    const start = from(text.value.length, number(call.args[0]), 0)
    const count = number(call.args[1]) ?? text.value.length
    return sliceText(text, start, Math.min(text.value.length, start + Math.max(0, count)))
  },
  split: (text, call) => split(text, call.args[0]),
  replace: (text, call) => replace(text, call, false),
  replaceAll: (text, call) => replace(text, call, true),
  includes: (text, call) => ask(call, (needle) => text.value.includes(needle)),
  startsWith: (text, call) => ask(call, (needle) => text.value.startsWith(needle)),
  endsWith: (text, call) => ask(call, (needle) => text.value.endsWith(needle)),
  indexOf: (text, call) => ask(call, (needle) => text.value.indexOf(needle, number(call.args[1]) ?? 0)),
  lastIndexOf: (text, call) => ask(call, (needle) => text.value.lastIndexOf(needle)),
  charAt: (text, call) => sliceText(text, number(call.args[0]) ?? 0, (number(call.args[0]) ?? 0) + 1),
  at: (text, call) => {
    const start = from(text.value.length, number(call.args[0]) ?? 0, 0)
    return sliceText(text, start, start + 1)
  },
  codePointAt: (text, call) => text.value.codePointAt(number(call.args[0]) ?? 0),
  normalize: (text, call) => mapped(text, text.value.normalize(), call),
  charCodeAt: (text, call) => text.value.charCodeAt(number(call.args[0]) ?? 0),
  padStart: (text, call) => pad(text, call, 'start'),
  padEnd: (text, call) => pad(text, call, 'end'),
  repeat: (text, call) => {
    const count = number(call.args[0]) ?? 0
    return count >= 0 && count * text.value.length < 1_000_000
      ? concat(Array.from({ length: count }, () => text))
      : text
  },
  match: (text, call) => {
    const pattern = call.args[0]
    if (!(pattern instanceof RegExp)) return new Unknown('a match', call.site)
    const found = text.value.match(pattern)
    return found ? new ArrayValue([...found].map((one) => (one === undefined ? undefined : plain(one)))) : null
  },
  localeCompare: (text, call) => ask(call, (other) => (text.value < other ? -1 : text.value > other ? 1 : 0)),
}

/** Methods that keep what is known around a hole. */
const partial: Readonly<Record<string, Method>> = {
  toString: (text: Text) => text,
  valueOf: (text: Text) => text,
  trim: (text) => trim(text, true, true),
  trimStart: (text) => trim(text, true, false),
  trimEnd: (text) => trim(text, false, true),
  concat: (text, call) => concat([text, ...call.args.map((arg) => toText(arg, call.site))]),
}

export const stringMethods: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(whole).map(([name, method]) => methodEntry(name, method, true)),
  ...Object.entries(partial).map(([name, method]) => methodEntry(name, method, false)),
])

function methodEntry(name: string, method: Method, needsAll: boolean): [string, FunctionValue] {
  const invoke = (call: Call): Value => {
    const text = toText(call.self, call.site)
    const unknown = call.args.find((arg) => arg instanceof Unknown)
    if (needsAll && text.hole) return toText(text.hole, call.site)
    if (needsAll && unknown) return unknown
    return method(text, call)
  }
  return [name, native(name, invoke)]
}

function mapped(text: Text, value: string, call: Call): Text {
  const place = text.parts.find((part) => part.from)?.from
  return value === text.value ? text : placed(value, text.parts.length === 1 && place ? place : call.site)
}

function number(value: Value): number | undefined {
  if (value === undefined) return undefined
  const result = toNumber(value)
  return typeof result === 'number' && !Number.isNaN(result) ? Math.trunc(result) : 0
}

function from(length: number, offset: number | undefined, missing: number): number {
  if (offset === undefined) return missing
  return offset < 0 ? Math.max(0, length + offset) : Math.min(length, offset)
}

function substringRange(length: number, start: number | undefined, end: number | undefined): [number, number] {
  const a = Math.min(length, Math.max(0, start ?? 0))
  const b = Math.min(length, Math.max(0, end ?? length))
  return [Math.min(a, b), Math.max(a, b)]
}

function sliceBy(
  text: Text,
  call: Call,
  range: (length: number, start: number | undefined, end: number | undefined) => [number, number],
): Text {
  const [start, end] = range(text.value.length, number(call.args[0]), number(call.args[1]))
  return sliceText(text, start, Math.max(start, end))
}

function ask<Answer extends boolean | number>(call: Call, answer: (needle: string) => Answer): Answer | Unknown {
  const needle = knownString(call.args[0])
  return needle === null ? new Unknown('a comparison with an unknown text', call.site) : answer(needle)
}

function trim(text: Text, start: boolean, end: boolean): Text {
  const first = text.parts.find((part) => part.hole || part.text.trim() !== '')
  const left = start && !first?.hole ? text.value.length - text.value.trimStart().length : 0
  const last = text.parts.findLast((part) => part.hole || part.text.trim() !== '')
  const right = end && !last?.hole ? text.value.trimEnd().length : text.value.length
  return text.hole ? text : sliceText(text, left, Math.max(left, right))
}

function split(text: Text, separator: Value): Value {
  if (separator === undefined) return new ArrayValue([text])
  const needle = separator instanceof RegExp ? new RegExp(separator, `${separator.flags.replace('g', '')}g`) : null
  const ranges = needle ? [...text.value.matchAll(needle)].map((m) => [m.index, m.index + m[0].length] as const) : null
  const found = ranges ?? literalRanges(text.value, knownString(separator) ?? '', true)
  const pieces: Value[] = []
  let at = 0
  for (const [start, end] of found) {
    pieces.push(sliceText(text, at, start))
    at = end
  }
  pieces.push(sliceText(text, at, text.value.length))
  return new ArrayValue(pieces)
}

function literalRanges(value: string, needle: string, all: boolean): (readonly [number, number])[] {
  if (needle === '')
    return all ? Array.from({ length: Math.max(0, value.length - 1) }, (_, i) => [i + 1, i + 1] as const) : [[0, 0]]
  const ranges: (readonly [number, number])[] = []
  for (let at = value.indexOf(needle); at >= 0; at = value.indexOf(needle, at + needle.length)) {
    ranges.push([at, at + needle.length])
    if (!all) break
  }
  return ranges
}

function replace(text: Text, call: Call, all: boolean): Value {
  const [pattern, replacement] = call.args
  const matches = matchesOf(text.value, pattern, all)
  const parts: Text[] = []
  let at = 0
  for (const match of matches) {
    parts.push(sliceText(text, at, match.start), substitute(match, replacement, call))
    at = match.start + match.groups[0].length
  }
  parts.push(sliceText(text, at, text.value.length))
  return joinTexts(parts, plain(''))
}

interface Match {
  readonly start: number
  readonly groups: readonly [string, ...(string | undefined)[]]
}

function matchesOf(value: string, pattern: Value, all: boolean): Match[] {
  if (pattern instanceof RegExp) {
    const global = new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
    const found = [...value.matchAll(global)].map((m): Match => ({ start: m.index, groups: [m[0], ...m.slice(1)] }))
    return pattern.flags.includes('g') || all ? found : found.slice(0, 1)
  }
  const needle = knownString(pattern) ?? ''
  return literalRanges(value, needle, all).map(([start]) => ({ start, groups: [needle] }))
}

function substitute(match: Match, replacement: Value, call: Call): Text {
  if (replacement instanceof FunctionValue) {
    const groups = match.groups.map((group) => (group === undefined ? undefined : plain(group)))
    return toText(call.run.call(replacement, undefined, groups, call.site), call.site)
  }
  const text = toText(replacement, call.site)
  if (!text.value.includes('$')) return text
  const value = text.value.replace(/\$(\$|&|\d{1,2})/g, (whole_, what: string) => {
    if (what === '$') return '$'
    return what === '&'
      ? match.groups[0]
      : (match.groups[Number(what)] ?? (Number(what) < match.groups.length ? '' : whole_))
  })
  return placed(value, call.site)
}

function pad(text: Text, call: Call, side: 'start' | 'end'): Value {
  const width = number(call.args[0]) ?? 0
  const filler = knownString(call.args[1] ?? plain(' ')) ?? ' '
  const value = side === 'start' ? text.value.padStart(width, filler) : text.value.padEnd(width, filler)
  return placed(value, call.site)
}
