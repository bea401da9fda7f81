import { joinTexts, knownString, toNumber, toText, truth } from './convert.ts'
import { plain, Text } from './text.ts'
import { ArrayValue, type Call, FunctionValue, native, Unknown, type Value } from './value.ts'

type Method = (array: ArrayValue, call: Call) => Value

const readers: Readonly<Record<string, Method>> = {
  forEach: (array, call) => {
    for (const [i, item] of array.items.entries()) visit(call, item, i)
    return undefined
  },
  map: (array, call) => new ArrayValue(array.items.map((item, i) => visit(call, item, i))),
  flatMap: (array, call) => new ArrayValue(array.items.flatMap((item, i) => spread(visit(call, item, i)))),
  filter: (array, call) => select(array, call),
  find: (array, call) => first(array.items, call)?.item,
  findIndex: (array, call) => first(array.items, call)?.index ?? -1,
  some: (array, call) => quantify(array, call, true),
  every: (array, call) => quantify(array, call, false),
  reduce: (array, call) => reduce(array.items, call),
  join: (array, call) => {
    const separator = call.args[0] === undefined ? plain(',') : toText(call.args[0], call.site)
    return joinTexts(
      array.items.map((item) => (item === null || item === undefined ? plain('') : toText(item, call.site))),
      separator,
    )
  },
  toString: (array: ArrayValue, call: Call) => toText(array, call.site),
  concat: (array, call) => new ArrayValue([...array.items, ...call.args.flatMap((arg) => spread(arg))]),
  slice: (array, call) => new ArrayValue(array.items.slice(offset(call.args[0]), offset(call.args[1]))),
  includes: (array, call) => array.items.some((item) => same(item, call.args[0])),
  indexOf: (array, call) => array.items.findIndex((item) => same(item, call.args[0])),
  at: (array, call) => array.items.at(offset(call.args[0]) ?? 0),
  flat: (array) => new ArrayValue(array.items.flatMap((item) => spread(item))),
  entries: (array) => new ArrayValue(array.items.map((item, i) => new ArrayValue([i, item]))),
  keys: (array) => new ArrayValue(array.items.map((_, i) => i)),
  values: (array) => new ArrayValue([...array.items]),
  toReversed: (array) => new ArrayValue([...array.items].reverse()),
  toSorted: (array, call) => sort(new ArrayValue([...array.items]), call),
}

const writers: Readonly<Record<string, Method>> = {
  push: (array, call) => array.items.push(...call.args),
  unshift: (array, call) => array.items.unshift(...call.args),
  pop: (array) => array.items.pop(),
  shift: (array) => array.items.shift(),
  reverse: (array) => {
    array.items.reverse()
    return array
  },
  splice: (array, call) => {
    const count = call.args.length < 2 ? array.items.length : (offset(call.args[1]) ?? 0)
    return new ArrayValue(array.items.splice(offset(call.args[0]) ?? 0, count, ...call.args.slice(2)))
  },
  sort: (array, call) => sort(array, call),
}

export const arrayMethods: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(readers).map(([name, method]) => entry(name, method, false)),
  ...Object.entries(writers).map(([name, method]) => entry(name, method, true)),
])

function entry(name: string, method: Method, writes: boolean): [string, FunctionValue] {
  const invoke = (call: Call): Value => {
    const array = call.self
    if (!(array instanceof ArrayValue)) return new Unknown(`\`${name}\` of something that is not an array`, call.site)
    if (writes) call.run.effects.changing(array)
    if (array.taint) return call.run.call(array.taint, array, call.args, call.site)
    return method(array, call)
  }
  return [name, native(name, invoke)]
}

function visit(call: Call, item: Value, index: number): Value {
  return call.run.call(call.args[0], call.args[1], [item, index, call.self], call.site)
}

function spread(value: Value): Value[] {
  return value instanceof ArrayValue && !value.taint ? value.items : [value]
}

function offset(value: Value): number | undefined {
  if (value === undefined) return undefined
  const number = toNumber(value)
  return typeof number === 'number' ? Math.trunc(number) : 0
}

export function same(a: Value, b: Value): boolean {
  return a instanceof Text && b instanceof Text ? a.value === b.value : a === b
}

function select(array: ArrayValue, call: Call): Value {
  const kept: Value[] = []
  for (const [index, item] of array.items.entries()) {
    const yes = truth(visit(call, item, index))
    if (yes instanceof Unknown) return yes
    if (yes) kept.push(item)
  }
  return new ArrayValue(kept)
}

function first(items: readonly Value[], call: Call): { item: Value; index: Value } | null {
  for (const [index, item] of items.entries()) {
    const yes = truth(visit(call, item, index))
    if (yes instanceof Unknown) return { item: yes, index: yes }
    if (yes) return { item, index }
  }
  return null
}

function quantify(array: ArrayValue, call: Call, stop: boolean): Value {
  for (const [index, item] of array.items.entries()) {
    const yes = truth(visit(call, item, index))
    if (yes instanceof Unknown) return yes
    if (yes === stop) return stop
  }
  return !stop
}

function reduce(items: readonly Value[], call: Call): Value {
  const seeded = call.args.length > 1
  let result = seeded ? call.args[1] : items[0]
  for (const [index, item] of items.entries()) {
    if (!seeded && index === 0) continue
    result = call.run.call(call.args[0], undefined, [result, item, index, call.self], call.site)
  }
  return result
}

function sort(array: ArrayValue, call: Call): Value {
  const compare = call.args[0]
  if (compare instanceof FunctionValue) {
    array.items.sort((a, b) => {
      const order = toNumber(call.run.call(compare, undefined, [a, b], call.site))
      return typeof order === 'number' ? order : 0
    })
  } else {
    const key = (value: Value): string => knownString(toText(value, call.site)) ?? ''
    array.items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  }
  return array
}
