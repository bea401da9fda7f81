import { mapped } from '../../mapped.ts'
import { Refusal } from '../../refusal.ts'
import { castText, compare, isKnown, joinTexts, type Known, Unknown, unknown, type Value } from '../value.ts'
import { and, not, or, type Truth } from './logic.ts'

/** A binary operator on two values. */
export function operate(name: string, left: Value, right: Value): Value {
  if (name === '||') return concatenate(left, right)
  if (left === null || right === null) return null
  if (left instanceof Unknown && typeof right === 'string') return wordMatch(name, left, right)
  if (!isKnown(left) || !isKnown(right)) return unknown
  const comparison = comparisons[name]
  if (comparison) return compared(left, right, comparison)
  const match = matches[name]
  if (match) return matched(left, right, match)
  if (Array.isArray(left) && Array.isArray(right)) return arrayOperator(name, left, right)
  return typeof left === 'number' && typeof right === 'number' ? arithmetic(name, left, right) : unknown
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function compared(left: Known, right: Known, holds: (order: number) => boolean): Truth {
  const order = compare(left, right)
  if (order === null) return unknown
  // Which of two texts comes first depends on the collation.
  const isText = typeof left === 'string' && typeof right === 'string' && order !== 0
  return isText && holds(-1) !== holds(1) ? unknown : holds(order)
}

/** `left = right`, NULL when one of them is. */
export function equals(left: Value, right: Value): Truth {
  const result = operate('=', left, right)
  return typeof result === 'boolean' || result === null ? result : unknown
}

/** `left IS NOT DISTINCT FROM right` */
export function same(left: Value, right: Value): Truth {
  if (left === null || right === null) {
    if (!isKnown(left) || !isKnown(right)) return unknown
    return left === right
  }
  return equals(left, right)
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

type Match = (text: string, pattern: string) => Truth

const matches: Readonly<Record<string, Match>> = {
  '~~': (text, pattern) => like(text, pattern, false),
  '~~*': (text, pattern) => like(text, pattern, true),
  '!~~': (text, pattern) => not(like(text, pattern, false)),
  '!~~*': (text, pattern) => not(like(text, pattern, true)),
  '~': (text, pattern) => regex(text, pattern, ''),
  '~*': (text, pattern) => regex(text, pattern, 'i'),
  '!~': (text, pattern) => not(regex(text, pattern, '')),
  '!~*': (text, pattern) => not(regex(text, pattern, 'i')),
  '^@': (text, pattern) => text.startsWith(pattern),
}

/** `text LIKE '%word%'`, `LIKE '%end'` and `text ~ 'word'` for a text of which only parts are known. */
function wordMatch(name: string, text: Unknown, pattern: string): Truth {
  const truth = name.includes('~~') ? partlyLike(text, pattern, name.endsWith('*')) : holdsWord(text, pattern, name)
  return name.startsWith('!') ? not(truth) : truth
}

function holdsWord(text: Unknown, pattern: string, name: string): Truth {
  return name.includes('~') && /^\w+$/.test(pattern) ? truthOfHolding(text.holds(pattern, name.endsWith('*'))) : unknown
}

function partlyLike(text: Unknown, pattern: string, anyCase: boolean): Truth {
  const word = /^%([^%\\]+)%$/.exec(pattern)?.[1]
  if (word !== undefined) return truthOfHolding(text.holds(word, anyCase))
  const end = text.parts.at(-1)
  return typeof end === 'string' && pattern.startsWith('%') && like(end, pattern, anyCase) === true ? true : unknown
}

function truthOfHolding(found: boolean | Unknown): Truth {
  return typeof found === 'boolean' ? found : unknown
}

function matched(left: Known, right: Known, match: Match): Truth {
  const text = castText(left)
  const pattern = castText(right)
  return typeof text === 'string' && typeof pattern === 'string' ? match(text, pattern) : unknown
}

function like(text: string, pattern: string, anyCase: boolean): Truth {
  if (anyCase && !(isAscii(text) && isAscii(pattern))) return unknown
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    if (char === '\\' && at + 1 < pattern.length) source += escaped(pattern.charAt(++at))
    else source += char === '%' ? '[^]*' : char === '_' ? '[^]' : escaped(char)
  }
  return new RegExp(`^${source}$`, anyCase ? 'iu' : 'u').test(text)
}

function escaped(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char
}

/** PostgreSQL's regular expressions agree with JavaScript's as long as they use neither classes by name nor its own escapes. */
function regex(text: string, pattern: string, flags: string): Truth {
  if (!(isAscii(text) && isAscii(pattern))) return unknown
  if (/\[[:.=]|\\[mMyYAZ]|^\*\*\*|\(\?/.test(pattern)) return unknown
  try {
    return new RegExp(pattern, flags).test(text)
  } catch {
    return unknown
  }
}

/** `@>`, `<@` and `&&` */
function arrayOperator(name: string, left: readonly Value[], right: readonly Value[]): Truth {
  // A NULL among the elements is like nothing else.
  const holds = (all: readonly Value[], one: Value) => or(mapped(all, (item) => equals(item, one) ?? false))
  if (name === '@>') return and(mapped(right, (one) => holds(left, one)))
  if (name === '<@') return and(mapped(left, (one) => holds(right, one)))
  return name === '&&' ? or(mapped(left, (one) => holds(right, one))) : unknown
}

function arithmetic(name: string, left: number, right: number): Value {
  // Fractions are exact in PostgreSQL, and not here.
  if (!Number.isInteger(left) || !Number.isInteger(right)) return unknown
  switch (name) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      if (right === 0) throw new Refusal('22012', 'division by zero')
      return Math.trunc(left / right)
    case '%':
      if (right === 0) throw new Refusal('22012', 'division by zero')
      return left % right
    default:
      return unknown
  }
}

function concatenate(left: Value, right: Value): Value {
  if (left === null || right === null) return Array.isArray(left) ? left : Array.isArray(right) ? right : null
  if (Array.isArray(left) || Array.isArray(right)) return concatenateArrays(left, right)
  const first = castText(left)
  const second = castText(right)
  if (first === null || second === null) return null
  return joinTexts([first, second])
}

function concatenateArrays(left: Value, right: Value): Value {
  if (left instanceof Unknown || right instanceof Unknown) return unknown
  return [...(Array.isArray(left) ? left : [left]), ...(Array.isArray(right) ? right : [right])]
}
