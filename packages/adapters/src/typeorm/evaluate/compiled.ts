import type { Place } from '@migration-doctor/core'
import { prototypeOf } from './closure.ts'
import { knownString } from './convert.ts'
import type { Interpreter } from './env.ts'
import { spreadInto } from './expression.ts'
import { runGenerator } from './generator.ts'
import { iterableItems, iteratorOf } from './iterate.ts'
import { binary, typeOf } from './operator.ts'
import { plain } from './text.ts'
import { ArrayValue, type Call, FunctionValue, native, ObjectValue, objectOf, Unknown, type Value } from './value.ts'

/**
 * Helpers that compilers put into their output, by name. The program's own copies are not evaluated: they build promises
 * and iterators, and here everything is settled at once.
 */
export const compiledHelpers: ReadonlyMap<string, FunctionValue> = new Map<string, FunctionValue>([
  helper('__awaiter', ({ args, run, site }) => run.call(args[3], args[0], given(args[1]), site)),
  helper('__async', ({ args, run, site }) => run.call(args[2], args[0], given(args[1]), site)),
  helper('__generator', (call) => runGenerator(call)),
  helper('_ts_generator', (call) => runGenerator(call)),
  helper('_async_to_generator', ({ args }) => args[0]),
  helper('_asyncToGenerator', ({ args }) => args[0]),
  helper('__extends', ({ args }) => inherit(args[0], args[1])),
  helper('_inherits', ({ args }) => inherit(args[0], args[1])),
  helper('__assign', (call) => assignAll(call)),
  helper('__spreadValues', (call) => assignAll(call)),
  helper('__spreadProps', (call) => assignAll(call)),
  helper('_object_spread', (call) => assignAll(call)),
  helper('_object_spread_props', (call) => assignAll(call)),
  helper('_objectSpread', (call) => assignAll(call)),
  helper('__rest', ({ args }) => without(args[0], args[1])),
  helper('__objRest', ({ args }) => without(args[0], args[1])),
  helper('_object_without_properties', ({ args }) => without(args[0], args[1])),
  helper('_objectWithoutProperties', ({ args }) => without(args[0], args[1])),
  helper('_sliced_to_array', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('_slicedToArray', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('_to_array', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('_instanceof', ({ args, site }) => binary('instanceof', args[0], args[1], site)),
  helper('_type_of', ({ args }) => plain(typeOf(args[0]))),
  helper('_create_class', ({ args }) => createClass(args[0], args[1], args[2])),
  helper('_createClass', ({ args }) => createClass(args[0], args[1], args[2])),
  helper('_call_super', ({ args, run, site }) => callSuper(run, args, site)),
  helper('_callSuper', ({ args, run, site }) => callSuper(run, args, site)),
  helper('_get', ({ args, run, site }) => superMember(run, args, site)),
  helper('_get_prototype_of', ({ args }) => (args[0] instanceof ObjectValue ? args[0].proto : null)),
  helper('_getPrototypeOf', ({ args }) => (args[0] instanceof ObjectValue ? args[0].proto : null)),
  helper('__spreadArray', ({ args }) => joined(args[0], listOnly(args[1]))),
  helper('__spreadArrays', ({ args }) => args.reduce<Value>((all, one) => joined(all, one), new ArrayValue([]))),
  helper('_to_consumable_array', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('_toConsumableArray', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('__read', ({ args }) => joined(args[0], new ArrayValue([]))),
  helper('__values', ({ args }) => iteratorOf(args[0])),
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

/** Without the option for iterables, tsc's spread takes lists only and gives nothing for anything else. */
function listOnly(value: Value): Value {
  return value instanceof ArrayValue || value instanceof Unknown ? value : new ArrayValue([])
}

/** The arguments that an `async` function passes on to its generator. */
function given(value: Value): readonly Value[] {
  const items = iterableItems(value)
  return items instanceof Unknown ? [items] : items
}

function without(source: Value, names: Value): Value {
  if (!(source instanceof ObjectValue)) return source
  const left = iterableItems(names)
  const dropped = new Set((left instanceof Unknown ? [] : left).map((name) => knownString(name)))
  const rest = new ObjectValue()
  rest.taint = source.taint
  for (const [name, value] of source.props) if (!dropped.has(name)) rest.props.set(name, value)
  return rest
}

/** `_createClass(Class, [{ key, value | get }], [statics])`. */
function createClass(made: Value, members: Value, statics: Value): Value {
  if (!(made instanceof FunctionValue)) return made
  const prototype = prototypeOf(made)
  if (prototype) defineMembers(prototype, members)
  defineMembers(made, statics)
  return made
}

function defineMembers(target: ObjectValue, members: Value): void {
  for (const member of members instanceof ArrayValue ? members.items : []) {
    const name = member instanceof ObjectValue ? knownString(member.props.get('key')) : null
    if (!(member instanceof ObjectValue) || name === null) continue
    const getter = member.props.get('get')
    if (getter instanceof FunctionValue) target.getters.set(name, getter)
    else target.props.set(name, member.props.get('value'))
  }
}

/** `_call_super(this, Class, args)`: the parent's constructor fills the object that is there. */
function callSuper(run: Interpreter, [self, made, args]: readonly Value[], site: Place): Value {
  const parent = made instanceof FunctionValue ? made.proto : null
  if (parent instanceof FunctionValue) run.call(parent, self, given(args), site)
  return self
}

/** `_get(_get_prototype_of(Class.prototype), name, this)`. */
function superMember(run: Interpreter, [target, name, self]: readonly Value[], site: Place): Value {
  const key = knownString(name)
  const value = target instanceof ObjectValue && key !== null ? run.get(target, key, site) : undefined
  if (!(value instanceof FunctionValue)) return value
  return native(value.name, (call) => run.call(value, self, call.args, call.site))
}
