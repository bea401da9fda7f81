import { knownString } from './convert.ts'
import { iterableItems } from './iterate.ts'
import { ArrayValue, type Call, native, type ObjectValue, objectOf, Unknown, type Value } from './value.ts'

type Method = (list: ArrayValue, call: Call) => Value

/** A `Set` or a `Map`: a list of items or pairs, compared as texts where they are texts. */
export function collection(brand: 'Set' | 'Map'): (call: Call) => Value {
  return ({ args }) => {
    const given = args[0] === undefined ? [] : iterableItems(args[0])
    if (given instanceof Unknown) return given
    const list = new ArrayValue([])
    for (const item of given) insert(list, item, brand)
    return made(list, brand)
  }
}

function made(list: ArrayValue, brand: 'Set' | 'Map'): ObjectValue {
  const object = objectOf({ items: list }, brand)
  object.getters.set(
    'size',
    native('size', () => list.items.length),
  )
  const own = brand === 'Map' ? mapMethods : setMethods
  for (const [name, method] of Object.entries({ ...shared, ...own })) {
    object.props.set(
      name,
      native(name, (call) => method(list, call) ?? (adders.has(name) ? object : undefined)),
    )
  }
  return object
}

const adders = new Set(['add', 'set'])

const shared: Readonly<Record<string, Method>> = {
  has: (list, { args }) => find(list, args[0]) !== undefined,
  delete: (list, { args, run }) => {
    run.effects.changing(list)
    const found = find(list, args[0])
    list.items = list.items.filter((item) => item !== found)
    return found !== undefined
  },
  entries: (list) => iterable(list.items),
}

const setMethods: Readonly<Record<string, Method>> = {
  add: (list, { args, run }) => {
    run.effects.changing(list)
    insert(list, args[0], 'Set')
    return undefined
  },
  values: (list) => iterable(list.items),
  keys: (list) => iterable(list.items),
  forEach: (list, { args, run, site }) => {
    for (const item of list.items) run.call(args[0], undefined, [item, item], site)
    return undefined
  },
}

const mapMethods: Readonly<Record<string, Method>> = {
  get: (list, { args }) => second(find(list, args[0])),
  set: (list, { args, run }) => {
    run.effects.changing(list)
    insert(list, new ArrayValue([...args]), 'Map')
    return undefined
  },
  values: (list) => iterable(list.items.map(second)),
  keys: (list) => iterable(list.items.map(keyOf)),
  forEach: (list, { args, run, site }) => {
    for (const item of list.items) run.call(args[0], undefined, [second(item), keyOf(item)], site)
    return undefined
  },
}

/** Something to go over that is no list. */
function iterable(items: readonly Value[]): ObjectValue {
  return made(new ArrayValue([...items]), 'Set')
}

/** Of a pair the first, of anything else itself. */
function keyOf(item: Value): Value {
  return item instanceof ArrayValue ? item.items[0] : item
}

function second(item: Value): Value {
  return item instanceof ArrayValue ? item.items[1] : undefined
}

function find(list: ArrayValue, key: Value): Value {
  return list.items.find((item) => equal(keyOf(item), key))
}

function equal(a: Value, b: Value): boolean {
  const text = knownString(a)
  return text === null ? a === b : text === knownString(b)
}

function insert(list: ArrayValue, item: Value, brand: 'Set' | 'Map'): void {
  const key = brand === 'Map' ? keyOf(item) : item
  const index = list.items.findIndex((one) => equal(brand === 'Map' ? keyOf(one) : one, key))
  if (index < 0) list.items.push(item)
  else if (brand === 'Map') list.items[index] = item
}
