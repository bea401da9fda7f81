import type { Place } from '@migration-doctor/core'
import { same } from './array.ts'
import { knownString, toNumber, toText } from './convert.ts'
import { concat, Text } from './text.ts'
import { ArrayValue, FunctionValue, ObjectValue, Unknown, type Value } from './value.ts'

/** `left <operator> right` of values. */
export function binary(operator: string, left: Value, right: Value, place: Place): Value {
  if (operator === '+') return plus(left, right, place)
  const unknown = [left, right].find((value) => value instanceof Unknown)
  if (unknown) return identityKnown(operator, left, right) ?? unknown
  const hole = [left, right].map((value) => (value instanceof Text ? value.hole : null)).find(Boolean)
  if (hole) return identityKnown(operator, left, right) ?? hole
  return (
    compare(operator, left, right) ??
    arithmetic(operator, left, right) ??
    new Unknown(`the operator ${operator}`, place)
  )
}

/** A text with a hole is still no `undefined`. */
function identityKnown(operator: string, left: Value, right: Value): boolean | undefined {
  const texts = (left instanceof Text && isNothing(right)) || (right instanceof Text && isNothing(left))
  if (!texts) return undefined
  return operator.startsWith('!') ? true : operator.startsWith('==') ? false : undefined
}

function isNothing(value: Value): boolean {
  return value === undefined || value === null
}

function plus(left: Value, right: Value, place: Place): Value {
  const textual = [left, right].some(
    (value) => value instanceof Text || value instanceof ArrayValue || value instanceof ObjectValue,
  )
  if (textual) return concat([toText(left, place), toText(right, place)])
  const unknown = [left, right].find((value) => value instanceof Unknown)
  if (unknown) return unknown
  if (typeof left === 'bigint' && typeof right === 'bigint') return left + right
  return add(toNumber(left), toNumber(right))
}

function add(left: number | Unknown, right: number | Unknown): Value {
  if (left instanceof Unknown) return left
  return right instanceof Unknown ? right : left + right
}

function compare(operator: string, left: Value, right: Value): boolean | undefined {
  switch (operator) {
    case '===':
      return same(left, right)
    case '!==':
      return !same(left, right)
    case '==':
      return looselySame(left, right)
    case '!=':
      return !looselySame(left, right)
    case 'in':
      return right instanceof ObjectValue && right.props.has(knownString(left) ?? '')
    case 'instanceof':
      return right instanceof FunctionValue && isInstance(left, right)
    default:
      return undefined
  }
}

function looselySame(left: Value, right: Value): boolean {
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right)
  if (same(left, right)) return true
  const primitive = (value: Value): boolean => value instanceof Text || typeof value !== 'object'
  return primitive(left) && primitive(right) && toNumber(left) === toNumber(right)
}

function isInstance(value: Value, made: FunctionValue): boolean {
  if (value instanceof ArrayValue) return made.name === 'Array'
  if (!(value instanceof ObjectValue)) return false
  if (value.brand !== '' && value.brand === made.name) return true
  const prototype = made.props.get('prototype')
  for (let at = value.proto; at; at = at.proto) if (at === prototype) return true
  return false
}

function arithmetic(operator: string, left: Value, right: Value): Value | undefined {
  if (left instanceof Text && right instanceof Text && /^[<>]=?$/.test(operator))
    return order(operator, left.value, right.value)
  const a = toNumber(left)
  const b = toNumber(right)
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  if (/^[<>]=?$/.test(operator)) return order(operator, a, b)
  const operation = operations[operator]
  return operation?.(a, b)
}

function order<Key extends string | number>(operator: string, a: Key, b: Key): boolean {
  if (operator === '<') return a < b
  if (operator === '>') return a > b
  return operator === '<=' ? a <= b : a >= b
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
}

export function typeOf(value: Value): string {
  if (value instanceof Text) return 'string'
  if (value instanceof FunctionValue) return 'function'
  return typeof value
}
