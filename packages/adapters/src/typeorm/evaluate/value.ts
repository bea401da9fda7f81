import type * as t from '@babel/types'
import type { CatalogView, Place, Step } from '@migration-doctor/core'
import type { SourceFile } from './source-file.ts'
import type { Text } from './text.ts'
import { Unknown } from './unknown.ts'

/** What an expression of the user's program can be. */
export type Value = undefined | null | boolean | number | bigint | Text | RegExp | ArrayValue | ObjectValue | Unknown

export class ArrayValue {
  items: Value[]
  /** Set once a branch that may or may not run has changed it. */
  taint: Unknown | null = null
  #extra: Map<string, Value> | null = null
  constructor(items: Value[]) {
    this.items = items
  }

  /** Extra properties: `raw` of a tagged template. */
  get extra(): Map<string, Value> {
    this.#extra ??= new Map()
    return this.#extra
  }
}

export class ObjectValue {
  #props: Map<string, Value> | null = null
  #getters: Map<string, FunctionValue> | null = null
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

  /** Made when first asked for: most objects are functions that have none. */
  get props(): Map<string, Value> {
    this.#props ??= new Map()
    return this.#props
  }

  get getters(): Map<string, FunctionValue> {
    this.#getters ??= new Map()
    return this.#getters
  }

  getter(name: string): FunctionValue | undefined {
    return this.#getters?.get(name)
  }

  has(name: string): boolean {
    return this.#props?.has(name) ?? false
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

/** A name and what it stands for. */
export interface Binding {
  value: Value
  /** Read lazily, once: imported names. */
  resolve?: (() => Value) | undefined
}

/** Names in view, innermost first. */
export interface Names {
  declare(name: string, value: Value): Binding
  /** `var`: in the nearest function; a second declaration keeps the value. */
  hoist(name: string): void
  lazy(name: string, resolve: () => Value): void
  find(name: string): Binding | null
}

/** What running the program does, and what it may ask. */
export interface Recorder {
  /** Depth of `try` blocks whose errors go no further. */
  swallowing: number
  /** Depth of calls. */
  depth: number
  /** Set while something runs of which nobody knows whether it runs. */
  readonly inTrial: Unknown | null
  emit(step: Step): void
  /** The catalog at this point of the run; the same question is answered the same way on the next run. */
  catalog(place: Place): CatalogView | Unknown
  /** Counts work, so that a program that does not end is given up. */
  turn(): void
  /** To be called before a name gets another value. */
  writing(target: Binding): void
  /** To be called before an object or a list is changed. */
  changing(target: ArrayValue | ObjectValue): void
  /**
   * Runs what may or may not run, or may run many times. What it sends is handed back instead of being sent;
   * what it changes is unknown from then on.
   */
  attempt(why: Unknown, body: () => void): readonly Step[]
}

/** What a piece of the program sees while it is evaluated. */
export interface Env {
  readonly run: Interpreter
  readonly source: SourceFile
  readonly scope: Names
  readonly self: Value
  /** Where `super` looks; `null` outside classes. */
  readonly home: ObjectValue | null
  /** The class that `new` was called on, for `new.target` and derived constructors. */
  readonly superClass: FunctionValue | null
}

/** How a statement ended, when it did not simply end. */
export type Completion =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  /** It may have left the function, depending on something unknown. */
  | { readonly kind: 'maybe'; readonly why: Unknown }

/** The parts of the evaluator, as they see each other. */
export interface Interpreter {
  readonly effects: Recorder
  expression(node: t.Node, env: Env): Value
  statement(node: t.Statement, env: Env): Completion | null
  call(fn: Value, self: Value, args: readonly Value[], site: Place): Value
  construct(fn: Value, args: readonly Value[], site: Place): Value
  get(target: Value, name: string, site: Place): Value
  /** The module's exports. */
  load(specifier: string, from: SourceFile, site: Place): Value
  /** A file beside the program; `null` when it is not there. */
  readText(path: string): string | null
  global(name: string): { readonly value: Value } | null
  environment(name: string): string | undefined
  /** The project's root, absolute. */
  readonly root: string
  /** The folder in which its programs would be run. */
  readonly home: string
  /** A path as places name it. */
  relative(path: string): string
}

export { Unknown }
