import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Babel from '@babel/types'
import {
  type ConfigObject,
  type ConfigValue,
  child,
  isObject,
  isPrintable,
  objectOf,
  type Surrounding,
  unknownValue,
} from './config-value.ts'
import { knownCall, methodCall, newUrl } from './known-calls.ts'

/** What a name stands for: an expression, a part of one (`key`, else `fallback`), or a value. */
export type Binding =
  | { readonly node: Babel.Node; readonly key?: string; readonly fallback?: Babel.Node | null }
  | { readonly value: ConfigValue }

export type Bindings = Map<string, Binding>

export interface Context {
  readonly bindings: ReadonlyMap<string, Binding>
  /** `path` or `path.join` by the name under which it was imported. */
  readonly modules: ReadonlyMap<string, string>
  /** Names, and `process.env.NAME`, to which the module assigns. */
  readonly changed: ReadonlySet<string>
  readonly around: Surrounding
  readonly depth?: number
}

/** Evaluates an expression without running anything; what cannot be known is `unknownValue`. */
export function evaluate(node: Babel.Node, context: Context): ConfigValue {
  const depth = (context.depth ?? 0) + 1
  if (depth > 100) return unknownValue
  const next = { ...context, depth }
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value
    case 'NullLiteral':
      return null
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return evaluate(node.expression, next)
    case 'AwaitExpression':
      return evaluate(node.argument, next)
    case 'Identifier':
      return identifier(node, next)
    case 'TemplateLiteral':
      return template(node, next)
    case 'ObjectExpression':
      return object(node, next)
    case 'ArrayExpression':
      return node.elements.map((element) => (element ? evaluate(element, next) : undefined))
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return member(node, next)
    case 'CallExpression':
    case 'OptionalCallExpression':
      return call(node, next)
    case 'NewExpression':
      return dotted(node.callee) === 'URL' ? newUrl(node.arguments.map((one) => evaluate(one, next))) : unknownValue
    case 'LogicalExpression':
      return logical(node, next)
    case 'BinaryExpression':
      return binary(node, next)
    case 'UnaryExpression':
      return node.operator === '!' ? not(evaluate(node.argument, next)) : unknownValue
    case 'ConditionalExpression':
      return conditional(node, next)
    default:
      return unknownValue
  }
}

function identifier(node: Babel.Identifier, context: Context): ConfigValue {
  if (node.name === 'undefined') return undefined
  if (node.name === '__dirname' && !context.bindings.has('__dirname')) return path.dirname(context.around.file)
  if (node.name === '__filename' && !context.bindings.has('__filename')) return context.around.file
  const bound = context.bindings.get(node.name)
  if (!bound) return unknownValue
  if ('value' in bound) return bound.value
  const value = evaluate(bound.node, context)
  if (bound.key === undefined) return value
  const part = child(value, bound.key)
  return part === undefined && bound.fallback ? evaluate(bound.fallback, context) : part
}

function template(node: Babel.TemplateLiteral, context: Context): ConfigValue {
  const values = node.expressions.map((expression) => evaluate(expression, context))
  if (!values.every(isPrintable)) return unknownValue
  return node.quasis.map((quasi, index) => `${quasi.value.cooked ?? ''}${values[index] ?? ''}`).join('')
}

function object(node: Babel.ObjectExpression, context: Context): ConfigObject {
  const entries = new Map<string, ConfigValue>()
  let open = false
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = evaluate(property.argument, context)
      // It may have put something in the place of what stands before it.
      if (mayHaveMore(spread)) for (const key of entries.keys()) entries.set(key, unknownValue)
      if (isObject(spread)) for (const [key, value] of spread.entries) entries.set(key, value)
      open ||= mayHaveMore(spread)
      continue
    }
    const key = keyOf(property, context)
    if (key === null) open = true
    else entries.set(key, property.type === 'ObjectMethod' ? unknownValue : evaluate(property.value, context))
  }
  return { kind: 'object', entries, open }
}

/** Nothing comes of spreading `undefined`, `null`, `false` or a number. */
function mayHaveMore(spread: ConfigValue): boolean {
  return isObject(spread) ? spread.open : typeof spread === 'symbol' || (typeof spread === 'object' && spread !== null)
}

function keyOf(property: Babel.ObjectProperty | Babel.ObjectMethod, context: Context): string | null {
  const { key } = property
  if (!property.computed && key.type === 'Identifier') return key.name
  const value = evaluate(key, context)
  return isPrintable(value) ? String(value) : null
}

function member(node: Babel.MemberExpression | Babel.OptionalMemberExpression, context: Context): ConfigValue {
  const { around, changed } = context
  const name = fullName(node, context)
  if (name === 'import.meta.dirname') return path.dirname(around.file)
  if (name === 'import.meta.filename') return around.file
  if (name === 'import.meta.url') return pathToFileURL(around.file).href
  if (name === 'path.sep') return path.sep
  if (name === 'process.env') return objectOf(around.environment)
  const key = memberKey(node, context)
  if (key === null || changed.has(`process.env.${key}`)) return unknownValue
  const owner = evaluate(node.object, context)
  return isObject(owner) ? child(owner, key) : unknownValue
}

function memberKey(node: Babel.MemberExpression | Babel.OptionalMemberExpression, context: Context): string | null {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name
  const value = evaluate(node.property, context)
  return isPrintable(value) ? String(value) : null
}

function call(node: Babel.CallExpression | Babel.OptionalCallExpression, context: Context): ConfigValue {
  const { callee } = node
  const values = node.arguments.map((argument) => evaluate(argument, context))
  const own = callee.type === 'Identifier' ? context.bindings.get(callee.name) : undefined
  if (own) return 'node' in own && own.key === undefined ? applied(own.node, values, context) : unknownValue
  if (isFunction(callee)) return applied(callee, values, context)
  const name = fullName(callee, context)
  const known = name === null ? unknownValue : knownCall(name, values, context.around)
  const isMethod = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  if (known !== unknownValue || !isMethod) return known
  const method = memberKey(callee, context)
  return method === null ? unknownValue : methodCall(evaluate(callee.object, context), method, values)
}

type FunctionNode = Babel.ArrowFunctionExpression | Babel.FunctionExpression | Babel.FunctionDeclaration

function isFunction(node: Babel.Node): node is FunctionNode {
  const { type } = node
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration'
}

/** A function of the file itself: constants, conditions on known values, and what it returns. */
function applied(callee: Babel.Node, values: readonly ConfigValue[], context: Context): ConfigValue {
  if (!isFunction(callee) || callee.generator === true) return unknownValue
  const bindings = new Map(context.bindings)
  for (const [index, parameter] of callee.params.entries()) {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (target.type !== 'Identifier') return unknownValue
    const given = values[index]
    const fallback = parameter.type === 'AssignmentPattern' && given === undefined
    bindings.set(target.name, { value: fallback ? evaluate(parameter.right, context) : given })
  }
  const inner = { ...context, bindings }
  if (callee.body.type !== 'BlockStatement') return evaluate(callee.body, inner)
  const result = returned(callee.body.body, inner, bindings)
  return result === 'goes on' ? undefined : result.value
}

/** Runs through statements to the first return. */
function returned(
  statements: readonly Babel.Statement[],
  context: Context,
  bindings: Bindings,
): { readonly value: ConfigValue } | 'goes on' {
  for (const statement of statements) {
    if (statement.type === 'ReturnStatement')
      return { value: statement.argument ? evaluate(statement.argument, context) : undefined }
    const result = passed(statement, context, bindings)
    if (result !== 'goes on') return result
  }
  return 'goes on'
}

function passed(
  statement: Babel.Statement,
  context: Context,
  bindings: Bindings,
): { readonly value: ConfigValue } | 'goes on' {
  if (statement.type === 'BlockStatement') return returned(statement.body, context, bindings)
  if (statement.type === 'IfStatement') {
    const test = truthOf(evaluate(statement.test, context))
    if (test === null) return { value: unknownValue }
    const branch = test ? statement.consequent : statement.alternate
    return branch ? returned([branch], context, bindings) : 'goes on'
  }
  if (statement.type === 'VariableDeclaration') {
    for (const { id, init } of statement.declarations) {
      if (id.type !== 'Identifier') return { value: unknownValue }
      const value = init && !context.changed.has(id.name) ? evaluate(init, context) : unknownValue
      bindings.set(id.name, { value })
    }
    return 'goes on'
  }
  return statement.type === 'ExpressionStatement' ? 'goes on' : { value: unknownValue }
}

function truthOf(value: ConfigValue): boolean | null {
  return value === unknownValue ? null : !!value
}

function logical(node: Babel.LogicalExpression, context: Context): ConfigValue {
  const left = evaluate(node.left, context)
  if (left === unknownValue) return unknownValue
  const takesRight =
    node.operator === '??' ? left === undefined || left === null : node.operator === '||' ? !left : !!left
  return takesRight ? evaluate(node.right, context) : left
}

function binary({ operator, left, right }: Babel.BinaryExpression, context: Context): ConfigValue {
  const values: readonly ConfigValue[] = [evaluate(left, context), evaluate(right, context)]
  if (operator === '+') return sum(values)
  const [first, second] = values
  if (typeof first === 'symbol' || typeof second === 'symbol' || isObject(first) || isObject(second))
    return unknownValue
  if (operator === '===') return first === second
  return operator === '!==' ? first !== second : unknownValue
}

function sum(values: readonly ConfigValue[]): ConfigValue {
  const printable = values.filter(isPrintable)
  const hasText = printable.some((value) => typeof value === 'string')
  return printable.length === values.length && hasText ? printable.join('') : unknownValue
}

function not(value: ConfigValue): ConfigValue {
  const truth = truthOf(value)
  return truth === null ? unknownValue : !truth
}

function conditional(node: Babel.ConditionalExpression, context: Context): ConfigValue {
  const test = truthOf(evaluate(node.test, context))
  if (test === null) return unknownValue
  return evaluate(test ? node.consequent : node.alternate, context)
}

/** `a.b.c` with the module's name in the place of the name it was imported under. */
function fullName(node: Babel.Node, { modules }: Context): string | null {
  const name = dotted(node)
  if (name === null) return null
  const [first = '', ...others] = name.split('.')
  return [modules.get(first) ?? first, ...others].join('.')
}

/** `a.b.c` of a chain of plain names; `import.meta` counts as one. */
export function dotted(node: Babel.Node): string | null {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`
  const isMember = node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'
  if (!isMember || node.computed || node.property.type !== 'Identifier') return null
  const owner = dotted(node.object)
  return owner === null ? null : `${owner}.${node.property.name}`
}
