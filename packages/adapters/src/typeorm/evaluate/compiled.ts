import { prototypeOf } from './closure.ts'
import { knownString, toNumber } from './convert.ts'
import type { Interpreter } from './env.ts'
import { spreadInto } from './expression.ts'
import { iterableItems } from './iterate.ts'
import {
  ArrayValue,
  type Call,
  FunctionValue,
  native,
  ObjectValue,
  objectOf,
  Thrown,
  Unknown,
  type Value,
} from './value.ts'

/**
 * Helpers that compilers put into their output, by name. The program's own copies are not evaluated: they build promises
 * and iterators, and here everything is settled at once.
 */
export const compiledHelpers: ReadonlyMap<string, FunctionValue> = new Map<string, FunctionValue>([
  helper('__awaiter', ({ args, run, site }) => run.call(args[3], args[0], [], site)),
  helper('__async', ({ args, run, site }) => run.call(args[2], args[0], [], site)),
  helper('__generator', (call) => machine(call)),
  helper('_ts_generator', (call) => machine(call)),
  helper('_async_to_generator', ({ args }) => args[0]),
  helper('_asyncToGenerator', ({ args }) => args[0]),
  helper('__extends', ({ args }) => inherit(args[0], args[1])),
  helper('_inherits', ({ args }) => inherit(args[0], args[1])),
  helper('__assign', (call) => assignAll(call)),
  helper('__spreadArray', ({ args }) => joined(args[0], args[1])),
  helper('__spreadArrays', ({ args }) => args.reduce<Value>((all, one) => joined(all, one), new ArrayValue([]))),
  helper('_to_consumable_array', ({ args }) => args[0]),
  helper('_toConsumableArray', ({ args }) => args[0]),
  helper('__read', ({ args }) => args[0]),
  helper('__makeTemplateObject', ({ args }) => templateObject(args[0], args[1])),
  helper('_tagged_template_literal', ({ args }) => templateObject(args[0], args[1] ?? args[0])),
  helper('_taggedTemplateLiteral', ({ args }) => templateObject(args[0], args[1] ?? args[0])),
  helper('__decorate', ({ args }) => args[1]),
  helper('__decorateClass', ({ args }) => args[1]),
  helper('__metadata', () => undefined),
  helper('__importDefault', ({ args }) => asDefault(args[0])),
  helper('_interop_require_default', ({ args }) => asDefault(args[0])),
  helper('_interopRequireDefault', ({ args }) => asDefault(args[0])),
  helper('__importStar', ({ args }) => args[0]),
  helper('_interop_require_wildcard', ({ args }) => args[0]),
  helper('__toESM', ({ args }) => asDefault(args[0])),
  helper('__toCommonJS', ({ args }) => args[0]),
  helper('__exportStar', ({ args }) => copyExports(args[1], args[0])),
  helper('__export', ({ args, run }) => exportGetters(args[0], args[1], run)),
  helper('_export', ({ args, run }) => exportGetters(args[0], args[1], run)),
  helper('__name', ({ args }) => args[0]),
  helper('__publicField', ({ args }) => define(args)),
  helper('__defNormalProp', ({ args }) => define(args)),
  helper('_define_property', ({ args }) => defined(args)),
  helper('_defineProperty', ({ args }) => defined(args)),
  helper('_class_call_check', () => undefined),
  helper('_classCallCheck', () => undefined),
])

function helper(name: string, invoke: (call: Call) => Value): [string, FunctionValue] {
  return [name, native(name, invoke)]
}

function inherit(child: Value, parent: Value): undefined {
  if (!(child instanceof FunctionValue) || !(parent instanceof FunctionValue)) return undefined
  child.proto = parent
  const prototype = prototypeOf(child)
  if (prototype) prototype.proto = prototypeOf(parent)
  return undefined
}

function assignAll({ args }: Call): Value {
  const target = args[0]
  if (target instanceof ObjectValue) for (const source of args.slice(1)) spreadInto(target, source)
  return target
}

function joined(first: Value, second: Value): Value {
  const a = iterableItems(first)
  const b = iterableItems(second)
  if (a instanceof Unknown) return a
  return b instanceof Unknown ? b : new ArrayValue([...a, ...b])
}

function templateObject(cooked: Value, raw: Value): Value {
  if (cooked instanceof ArrayValue) cooked.extra.set('raw', raw)
  return cooked
}

function asDefault(module: Value): Value {
  return module instanceof ObjectValue && module.props.has('__esModule') ? module : objectOf({ default: module })
}

function copyExports(target: Value, source: Value): undefined {
  if (!(target instanceof ObjectValue) || !(source instanceof ObjectValue)) return undefined
  for (const [name, value] of source.props)
    if (name !== 'default' && !target.props.has(name)) target.props.set(name, value)
  return undefined
}

/** `__export(exports, { A: () => A })`: read when asked for, because `A` is defined further down. */
function exportGetters(target: Value, source: Value, _run: Interpreter): undefined {
  if (!(target instanceof ObjectValue) || !(source instanceof ObjectValue)) return undefined
  for (const [name, getter] of source.props) if (getter instanceof FunctionValue) target.getters.set(name, getter)
  for (const [name, getter] of source.getters) target.getters.set(name, getter)
  return undefined
}

function define([target, key, value]: readonly Value[]): Value {
  const name = knownString(key)
  if (target instanceof ObjectValue && name !== null) target.props.set(name, value)
  return value
}

function defined(args: readonly Value[]): Value {
  define(args)
  return args[0]
}

interface Operation {
  readonly code: number
  readonly value: Value
}

interface State {
  label: number
  readonly trys: ArrayValue
  readonly operations: Operation[]
}

/** The state machine that TypeScript and swc make of an `async` function, run to its end. */
function machine({ args, run, site }: Call): Value {
  const [self, body] = args
  let sent: Operation = { code: 0, value: undefined }
  const state: State = { label: 0, trys: new ArrayValue([]), operations: [] }
  const view = new ObjectValue('GeneratorState')
  view.props.set('trys', state.trys)
  view.props.set(
    'sent',
    native('sent', () => {
      if (sent.code === 1) throw new Thrown(sent.value, site)
      return sent.value
    }),
  )
  let operation: Operation = { code: 0, value: undefined }
  for (;;) {
    run.effects.turn()
    const next = advance(state, operation)
    if (next.kind === 'end') {
      if (next.operation.code === 6 || next.operation.code === 1) throw new Thrown(next.operation.value, site)
      return next.operation.value
    }
    if (next.sent) sent = next.sent
    view.props.set('label', state.label)
    operation = runStep(() => run.call(body, self, [view], site))
    const label = toNumber(view.props.get('label'))
    if (typeof label === 'number') state.label = label
    if (operation.code < 0) {
      const reason = 'where the compiled function goes on depends on what is not known'
      run.effects.emit({ kind: 'unreadable', place: site, reason, mayTouch: null })
      return operation.value
    }
  }
}

function runStep(step: () => Value): Operation {
  try {
    const result = step()
    if (!(result instanceof ArrayValue)) return { code: -1, value: result }
    const code = toNumber(result.items[0])
    return { code: typeof code === 'number' ? code : -1, value: result.items[1] }
  } catch (error) {
    if (error instanceof Thrown) return { code: 6, value: error.value }
    throw error
  }
}

type Advance =
  | { readonly kind: 'run'; readonly sent: Operation | null }
  | { readonly kind: 'end'; readonly operation: Operation }

function advance(state: State, first: Operation): Advance {
  let operation = first
  for (;;) {
    const { code, value } = operation
    if (code === 0 || code === 1) return { kind: 'run', sent: operation }
    if (code === 4 || code === 5) {
      state.label += 1
      return { kind: 'run', sent: { code: 0, value } }
    }
    if (code === 7) {
      operation = state.operations.pop() ?? { code: 2, value: undefined }
      state.trys.items.pop()
      continue
    }
    const region = regionOf(state.trys.items.at(-1))
    const sent = enter(state, operation, region)
    if (sent !== undefined) return { kind: 'run', sent }
    if (!region) return { kind: 'end', operation }
    if (region[2] !== undefined) state.operations.pop()
    state.trys.items.pop()
  }
}

type Region = readonly [number | undefined, number | undefined, number | undefined, number | undefined]

function regionOf(value: Value): Region | null {
  if (!(value instanceof ArrayValue)) return null
  const at = (index: number): number | undefined => {
    const item = value.items[index]
    return typeof item === 'number' ? item : undefined
  }
  return [at(0), at(1), at(2), at(3)]
}

/** `undefined`: the operation leaves the region. */
function enter(state: State, operation: Operation, region: Region | null): Operation | null | undefined {
  const [start, handler, finalizer, end] = region ?? []
  const target = typeof operation.value === 'number' ? operation.value : -1
  if (operation.code === 3 && (!region || (target > (start ?? 0) && target < (end ?? 0)))) {
    state.label = target
    return null
  }
  if (operation.code === 6 && handler !== undefined && state.label < handler) {
    state.label = handler
    return { code: 0, value: operation.value }
  }
  if (region && finalizer !== undefined && state.label < finalizer) {
    state.label = finalizer
    state.operations.push(operation)
    return null
  }
  return undefined
}
