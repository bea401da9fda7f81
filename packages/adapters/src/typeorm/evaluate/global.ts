import { arrayMethods } from './array.ts'
import { functionMethods } from './callable.ts'
import { collection } from './collection.ts'
import { knownString, toNumber, toText, truth } from './convert.ts'
import { spreadInto } from './expression.ts'
import { iterableItems, iteratorName } from './iterate.ts'
import { date, parseJson, stringify } from './json.ts'
import { objectMethods } from './object.ts'
import { stringMethods } from './string.ts'
import { plain } from './text.ts'
import { ArrayValue, type Call, FunctionValue, native, ObjectValue, objectOf, Unknown, type Value } from './value.ts'

/**
 * A name that every program sees; `null` when it is none. Made anew for every run that asks, because a program may put
 * something into it. Anything that depends on the moment is unknown.
 */
export function makeGlobal(name: string): { readonly value: Value } | null {
  const make = Object.hasOwn(globals, name) ? globals[name] : undefined
  return make ? { value: make() } : null
}

const globals: Readonly<Record<string, () => Value>> = {
  undefined: () => undefined,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  Boolean: () => native('Boolean', ({ args }) => truth(args[0])),
  parseInt: () => native('parseInt', ({ args, site }) => parse(args, site, Number.parseInt)),
  parseFloat: () => native('parseFloat', ({ args, site }) => parse(args, site, Number.parseFloat)),
  isNaN: () => native('isNaN', ({ args }) => numeric(args[0], Number.isNaN)),
  setTimeout: () => native('setTimeout', ({ args, run, site }) => run.call(args[0], undefined, [], site)),
  Promise: () => withStatics(constructorOf('Promise', promise), promiseStatics),
  Object: () => withPrototype(withStatics(constructorOf('Object', object), objectStatics), objectMethods),
  Array: () => withPrototype(withStatics(constructorOf('Array', array), arrayStatics), arrayMethods),
  String: () => withPrototype(withStatics(constructorOf('String', string), stringStatics), stringMethods),
  Function: () => withPrototype(constructorOf('Function', unreadableFunction), functionMethods),
  Number: () => withStatics(constructorOf('Number', number), numberStatics),
  JSON: () => objectOf({ stringify: native('stringify', stringify), parse: native('parse', parseJson) }),
  Math: () => objectOf(mathStatics),
  Symbol: () => withStatics(native('Symbol', symbol), { iterator: plain(iteratorName) }),
  Date: () => withStatics(constructorOf('Date', date), dateStatics),
  Error: () => constructorOf('Error', error),
  TypeError: () => constructorOf('TypeError', error),
  RangeError: () => constructorOf('RangeError', error),
  Set: () => constructorOf('Set', collection('Set')),
  Map: () => constructorOf('Map', collection('Map')),
  console: () => silent('console'),
}

const unreadableFunction = ({ site }: Call): Value => new Unknown('a function made of text', site)
const symbol = ({ site }: Call): Value => new Unknown('a symbol', site)
const object = ({ args }: Call): Value => args[0] ?? new ObjectValue()
const array = ({ args }: Call): Value => new ArrayValue([...args])
const string = ({ args, site }: Call): Value => toText(args[0], site)
const number = ({ args }: Call): Value => toNumber(args[0])
const error = ({ args }: Call): Value => objectOf({ message: args[0] ?? plain(''), name: plain('Error') }, 'Error')
const dateStatics = { now: native('now', ({ site }) => new Unknown('the time', site)) }

/** An object all of whose methods do nothing that matters. */
export function silent(name: string): ObjectValue {
  const object = new ObjectValue(name)
  object.missing = () => native(name, () => undefined)
  return object
}

function constructorOf(name: string, make: (call: Call) => Value): FunctionValue {
  return new FunctionValue({ name, invoke: make, build: make })
}

function withPrototype(fn: FunctionValue, methods: ReadonlyMap<string, Value>): FunctionValue {
  const prototype = new ObjectValue()
  for (const [name, method] of methods) prototype.props.set(name, method)
  fn.props.set('prototype', prototype)
  return fn
}

function withStatics(fn: FunctionValue, statics: Readonly<Record<string, Value>>): FunctionValue {
  for (const [name, value] of Object.entries(statics)) fn.props.set(name, value)
  return fn
}

function promise({ args, run, site }: Call): Value {
  let settled: Value
  const settle = native('resolve', (call) => {
    settled = call.args[0]
    return undefined
  })
  run.call(args[0], undefined, [settle, native('reject', () => undefined)], site)
  return settled
}

const promiseStatics = {
  all: native('all', ({ args }) => args[0]),
  allSettled: native('allSettled', ({ args }) => args[0]),
  resolve: native('resolve', ({ args }) => args[0]),
}

function entriesOf(value: Value): [string, Value][] | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof ArrayValue)
    return value.taint ?? value.items.map((item, i): [string, Value] => [String(i), item])
  if (!(value instanceof ObjectValue)) return []
  return value.taint ?? [...value.props]
}

function listOf(make: (entry: [string, Value]) => Value): FunctionValue {
  return native('entries', ({ args }) => {
    const entries = entriesOf(args[0])
    return entries instanceof Unknown ? entries : new ArrayValue(entries.map(make))
  })
}

const objectStatics = {
  keys: listOf(([key]) => plain(key)),
  values: listOf(([, value]) => value),
  entries: listOf(([key, value]) => new ArrayValue([plain(key), value])),
  freeze: native('freeze', ({ args }) => args[0]),
  assign: native('assign', ({ args }) => {
    const target = args[0]
    if (target instanceof ObjectValue) for (const source of args.slice(1)) spreadInto(target, source)
    return target
  }),
  fromEntries: native('fromEntries', ({ args }) => fromEntries(args[0])),
  defineProperty: native('defineProperty', (call) => defineProperty(call)),
  create: native('create', ({ args }) => new ObjectValue('', args[0] instanceof ObjectValue ? args[0] : null)),
  getPrototypeOf: native('getPrototypeOf', ({ args }) => (args[0] instanceof ObjectValue ? args[0].proto : null)),
  setPrototypeOf: native('setPrototypeOf', ({ args }) => {
    if (args[0] instanceof ObjectValue && args[1] instanceof ObjectValue) args[0].proto = args[1]
    return args[0]
  }),
  getOwnPropertySymbols: native('getOwnPropertySymbols', () => new ArrayValue([])),
  getOwnPropertyDescriptors: native('getOwnPropertyDescriptors', ({ args }) => args[0]),
  defineProperties: native('defineProperties', ({ args }) => {
    if (args[0] instanceof ObjectValue) spreadInto(args[0], args[1])
    return args[0]
  }),
  getOwnPropertyNames: listOf(([key]) => plain(key)),
}

function fromEntries(value: Value): Value {
  const items = iterableItems(value)
  if (items instanceof Unknown) return items
  const object = new ObjectValue()
  for (const item of items) {
    const key = item instanceof ArrayValue ? knownString(item.items[0]) : null
    if (key !== null && item instanceof ArrayValue) object.props.set(key, item.items[1])
  }
  return object
}

function defineProperty({ args, run, site }: Call): Value {
  const [target, key, descriptor] = args
  const name = knownString(key)
  if (!(target instanceof ObjectValue) || name === null) return target
  run.effects.changing(target)
  const getter = descriptor instanceof ObjectValue ? descriptor.props.get('get') : undefined
  if (getter instanceof FunctionValue) target.getters.set(name, getter)
  else target.props.set(name, run.get(descriptor, 'value', site))
  return target
}

const arrayStatics = {
  isArray: native('isArray', ({ args }) => (args[0] instanceof Unknown ? args[0] : args[0] instanceof ArrayValue)),
  of: native('of', ({ args }) => new ArrayValue([...args])),
  from: native('from', ({ args, run, site }) => {
    const items = arrayLike(args[0])
    if (items instanceof Unknown) return items
    const map = args[1]
    return new ArrayValue(
      map === undefined ? [...items] : items.map((item, i) => run.call(map, undefined, [item, i], site)),
    )
  }),
}

function arrayLike(value: Value): readonly Value[] | Unknown {
  const length = value instanceof ObjectValue && value.brand === '' ? value.props.get('length') : undefined
  if (typeof length === 'number' && length < 100_000) return Array.from({ length }, () => undefined)
  return iterableItems(value)
}

const stringStatics = {
  raw: native('raw', ({ args, run, site }) => {
    const strings = run.get(args[0], 'raw', site)
    if (!(strings instanceof ArrayValue)) return new Unknown('a raw template', site)
    const values = args.slice(1)
    const pieces = strings.items.flatMap((item, i) =>
      i < values.length && i < strings.items.length - 1 ? [item, values[i]] : [item],
    )
    return run.call(run.get(new ArrayValue(pieces), 'join', site), new ArrayValue(pieces), [plain('')], site)
  }),
}

function numeric(value: Value, check: (number: number) => boolean): Value {
  const number = toNumber(value)
  return number instanceof Unknown ? number : check(number)
}

const numberStatics = {
  isInteger: native('isInteger', ({ args }) => numeric(args[0], Number.isInteger)),
  isNaN: native('isNaN', ({ args }) => numeric(args[0], Number.isNaN)),
  parseInt: native('parseInt', ({ args, site }) => parse(args, site, Number.parseInt)),
  parseFloat: native('parseFloat', ({ args, site }) => parse(args, site, Number.parseFloat)),
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
}

function parse(args: readonly Value[], site: Call['site'], parser: (text: string, radix?: number) => number): Value {
  const text = toText(args[0], site)
  const radix = args[1] === undefined ? undefined : toNumber(args[1])
  return text.hole ?? parser(text.value, typeof radix === 'number' ? radix : undefined)
}

const mathStatics: Readonly<Record<string, Value>> = {
  random: native('random', ({ site }) => new Unknown('a random number', site)),
  floor: mathOf(Math.floor),
  ceil: mathOf(Math.ceil),
  round: mathOf(Math.round),
  max: mathOf(Math.max),
  min: mathOf(Math.min),
  abs: mathOf(Math.abs),
  pow: mathOf(Math.pow),
}

function mathOf(operation: (...numbers: number[]) => number): FunctionValue {
  return native('Math', ({ args }) => {
    const numbers = args.map((arg) => toNumber(arg))
    const unknown = numbers.find((one) => one instanceof Unknown)
    return unknown ?? operation(...numbers.filter((one) => typeof one === 'number'))
  })
}
