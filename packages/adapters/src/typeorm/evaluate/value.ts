import type { Place } from '@migration-doctor/core'
import type { Interpreter } from './env.ts'
import type { Text } from './text.ts'

/** What an expression of the user's program can be. */
export type Value = undefined | null | boolean | number | bigint | Text | RegExp | ArrayValue | ObjectValue | Unknown

/** Something that cannot be known without running the program. */
export class Unknown {
  /** A clause: `the result of a query`. */
  readonly reason: string
  readonly place: Place
  constructor(reason: string, place: Place) {
    this.reason = reason
    this.place = place
  }
}

export class ArrayValue {
  items: Value[]
  /** Set once a branch that may or may not run has changed it. */
  taint: Unknown | null = null
  /** Extra properties: `raw` of a tagged template. */
  readonly extra = new Map<string, Value>()
  constructor(items: Value[]) {
    this.items = items
  }
}

export class ObjectValue {
  readonly props = new Map<string, Value>()
  readonly getters = new Map<string, FunctionValue>()
  proto: ObjectValue | null
  taint: Unknown | null = null
  /** Answers for names that are not among the properties. */
  missing: ((name: string, site: Place) => Value) | null = null
  /** Name of the library's class that made it: `Table`, `QueryRunner`. */
  readonly brand: string
  constructor(brand = '', proto: ObjectValue | null = null) {
    this.brand = brand
    this.proto = proto
  }
}

/** One call as a native function sees it. */
export interface Call {
  readonly self: Value
  readonly args: readonly Value[]
  readonly site: Place
  readonly run: Interpreter
}

export class FunctionValue extends ObjectValue {
  readonly name: string
  readonly invoke: (call: Call) => Value
  /** `null`: `new` throws, as for arrow functions. */
  readonly build: ((call: Call) => Value) | null
  /** Where it is written; `null` for native ones. */
  readonly place: Place | null
  constructor(options: {
    readonly name: string
    readonly invoke: (call: Call) => Value
    readonly build?: ((call: Call) => Value) | null
    readonly place?: Place | null
  }) {
    super('Function')
    this.name = options.name
    this.invoke = options.invoke
    this.build = options.build ?? null
    this.place = options.place ?? null
  }
}

/** A function of the language or of a library, told in ours. */
export function native(name: string, invoke: (call: Call) => Value): FunctionValue {
  return new FunctionValue({ name, invoke })
}

export function objectOf(entries: Readonly<Record<string, Value>>, brand = ''): ObjectValue {
  const object = new ObjectValue(brand)
  for (const [name, value] of Object.entries(entries)) object.props.set(name, value)
  return object
}

/** An error of the user's program on its way up. */
export class Thrown extends Error {
  readonly value: Value
  readonly place: Place
  constructor(value: Value, place: Place) {
    super('thrown by the program')
    this.value = value
    this.place = place
  }
}
