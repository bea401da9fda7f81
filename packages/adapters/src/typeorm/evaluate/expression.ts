import type * as t from '@babel/types'
import { assignPattern } from './assign.ts'
import { callExpression, newExpression, taggedTemplate } from './call.ts'
import { classOf } from './class.ts'
import { closureOf } from './closure.ts'
import { toNumber, toText, truth } from './convert.ts'
import { type Env, placeOf } from './env.ts'
import { iterableItems } from './iterate.ts'
import { textOfLiteral } from './literal.ts'
import { binary, typeOf } from './operator.ts'
import { keyName, memberName } from './pattern.ts'
import { readBinding } from './scope.ts'
import { concat, plain, Text } from './text.ts'
import { attempt, emitDoubtful } from './trial.ts'
import { ArrayValue, ObjectValue, Unknown, type Value } from './value.ts'

type Handlers = { readonly [Type in t.Node['type']]?: (node: Extract<t.Node, { type: Type }>, env: Env) => Value }

export const expressions: Handlers = {
  StringLiteral: (node, env) => textOfLiteral(env.source, (node.start ?? 0) + 1, (node.end ?? 0) - 1),
  NumericLiteral: (node) => node.value,
  BooleanLiteral: (node) => node.value,
  NullLiteral: () => null,
  BigIntLiteral: (node) => BigInt(node.value),
  RegExpLiteral: (node, env) => patternOf(node, env),
  TemplateLiteral: (node, env) => template(node, env),
  TaggedTemplateExpression: (node, env) => taggedTemplate(node, env),
  Identifier: (node, env) => identifier(node, env),
  ThisExpression: (_node, env) => env.self,
  ArrayExpression: (node, env) => arrayLiteral(node, env),
  ObjectExpression: (node, env) => objectLiteral(node, env),
  FunctionExpression: (node, env) => closureOf(node, env, node.id?.name ?? ''),
  ArrowFunctionExpression: (node, env) => closureOf(node, env, ''),
  ClassExpression: (node, env) => classOf(node, env, node.id?.name ?? ''),
  MemberExpression: (node, env) => member(node, env),
  OptionalMemberExpression: (node, env) => member(node, env),
  CallExpression: (node, env) => callExpression(node, env),
  OptionalCallExpression: (node, env) => callExpression(node, env),
  NewExpression: (node, env) => newExpression(node, env),
  AwaitExpression: (node, env) => env.run.expression(node.argument, env),
  YieldExpression: (node, env) => (node.argument ? env.run.expression(node.argument, env) : undefined),
  ParenthesizedExpression: (node, env) => env.run.expression(node.expression, env),
  TSAsExpression: (node, env) => env.run.expression(node.expression, env),
  TSSatisfiesExpression: (node, env) => env.run.expression(node.expression, env),
  TSNonNullExpression: (node, env) => env.run.expression(node.expression, env),
  TSTypeAssertion: (node, env) => env.run.expression(node.expression, env),
  TSInstantiationExpression: (node, env) => env.run.expression(node.expression, env),
  TypeCastExpression: (node, env) => env.run.expression(node.expression, env),
  SequenceExpression: (node, env) => node.expressions.map((one) => env.run.expression(one, env)).at(-1),
  BinaryExpression: (node, env) =>
    binary(
      node.operator,
      env.run.expression(node.left, env),
      env.run.expression(node.right, env),
      placeOf(node, env.source),
    ),
  LogicalExpression: (node, env) => logical(node, env),
  ConditionalExpression: (node, env) => conditional(node, env),
  UnaryExpression: (node, env) => unary(node, env),
  UpdateExpression: (node, env) => update(node, env),
  AssignmentExpression: (node, env) => assignment(node, env),
  MetaProperty: (node, env) => metaProperty(node, env),
  Super: (_node, env) => env.home ?? undefined,
  Import: (node, env) => new Unknown('a dynamic import', placeOf(node, env.source)),
}

function patternOf(node: t.RegExpLiteral, env: Env): Value {
  try {
    return new RegExp(node.pattern, node.flags)
  } catch {
    return new Unknown('a pattern that cannot be read', placeOf(node, env.source))
  }
}

function template(node: t.TemplateLiteral, env: Env): Text {
  const texts: Text[] = []
  for (const [index, quasi] of node.quasis.entries()) {
    texts.push(textOfLiteral(env.source, quasi.start ?? 0, quasi.end ?? 0))
    const inner = node.expressions[index]
    if (inner) texts.push(interpolated(inner, env))
  }
  return concat(texts)
}

/** A name put into a template stands for where it was put; a longer piece of SQL for where it was written. */
function interpolated(node: t.Node, env: Env): Text {
  const place = placeOf(node, env.source)
  const text = toText(env.run.expression(node, env), place)
  if (text.hole || text.value.length > 63 || /\s/.test(text.value)) return text
  return new Text(text.value === '' ? [] : [{ text: text.value, from: place, verbatim: false }])
}

function identifier(node: t.Identifier, env: Env): Value {
  const binding = env.scope.find(node.name)
  if (binding) return readBinding(binding)
  const global = env.run.global(node.name)
  return global ? global.value : new Unknown(`\`${node.name}\` is not known here`, placeOf(node, env.source))
}

function arrayLiteral(node: t.ArrayExpression, env: Env): Value {
  const items: Value[] = []
  let taint: Unknown | null = null
  for (const element of node.elements) {
    if (element?.type !== 'SpreadElement') {
      items.push(element ? env.run.expression(element, env) : undefined)
      continue
    }
    const spread = iterableItems(env.run.expression(element.argument, env))
    if (spread instanceof Unknown) taint = spread
    else items.push(...spread)
  }
  const array = new ArrayValue(items)
  array.taint = taint
  return array
}

function objectLiteral(node: t.ObjectExpression, env: Env): Value {
  const object = new ObjectValue()
  const inner: Env = { ...env, self: object }
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      spreadInto(object, env.run.expression(property.argument, env))
      continue
    }
    const name = keyName(property.key, property.computed, env)
    if (name === null) object.taint = new Unknown('a computed property', placeOf(property, env.source))
    else if (property.type === 'ObjectProperty') object.props.set(name, named(property.value, name, env))
    else if (property.kind === 'get') object.getters.set(name, closureOf(property, inner, name))
    else if (property.kind === 'method') object.props.set(name, closureOf(property, inner, name))
  }
  return object
}

/** A function or class without a name takes the name of what it is assigned to. */
export function named(node: t.Node, name: string, env: Env): Value {
  if (node.type === 'ClassExpression' && !node.id) return classOf(node, env, name)
  if (node.type === 'ArrowFunctionExpression') return closureOf(node, env, name)
  if (node.type === 'FunctionExpression' && !node.id) return closureOf(node, env, name)
  return env.run.expression(node, env)
}

export function spreadInto(object: ObjectValue, value: Value): void {
  if (value instanceof Unknown) object.taint = value
  else if (value instanceof ArrayValue)
    for (const [index, item] of value.items.entries()) object.props.set(String(index), item)
  else if (value instanceof ObjectValue) {
    if (value.taint) object.taint = value.taint
    for (const [name, property] of value.props) object.props.set(name, property)
  }
}

function member(node: t.MemberExpression | t.OptionalMemberExpression, env: Env): Value {
  const target = env.run.expression(node.object, env)
  if (node.type === 'OptionalMemberExpression' && (target === undefined || target === null)) return undefined
  const name = memberName(node, env)
  const site = placeOf(node, env.source)
  return name === null ? new Unknown('a computed property', site) : env.run.get(target, name, site)
}

function logical(node: t.LogicalExpression, env: Env): Value {
  const left = env.run.expression(node.left, env)
  if (node.operator === '??') {
    if (left instanceof Unknown) return eitherOf([node.right], left, env)
    return left === undefined || left === null ? env.run.expression(node.right, env) : left
  }
  const yes = truth(left)
  if (yes instanceof Unknown) return eitherOf([node.right], yes, env)
  return yes === (node.operator === '&&') ? env.run.expression(node.right, env) : left
}

function conditional(node: t.ConditionalExpression, env: Env): Value {
  const yes = truth(env.run.expression(node.test, env))
  if (yes instanceof Unknown) return eitherOf([node.consequent, node.alternate], yes, env)
  return env.run.expression(yes ? node.consequent : node.alternate, env)
}

/** Branches of which nobody knows which one runs. */
function eitherOf(branches: readonly t.Node[], why: Unknown, env: Env): Value {
  const choices: Value[] = []
  for (const branch of branches) {
    const steps = attempt(env.run, why, () => {
      choices.push(env.run.expression(branch, env))
    })
    emitDoubtful(env.run, steps, {
      place: placeOf(branch, env.source),
      reason: `whether this runs depends on ${why.reason}`,
    })
  }
  return new Unknown(
    why.reason,
    why.place,
    choices.flatMap((one) => (one instanceof Unknown ? one.choices : [one])),
  )
}

function unary(node: t.UnaryExpression, env: Env): Value {
  if (node.operator === 'typeof' && node.argument.type === 'Identifier') {
    const known = env.scope.find(node.argument.name) || env.run.global(node.argument.name)
    if (!known) return plain('undefined')
  }
  if (node.operator === 'delete') return removeProperty(node.argument, env)
  const value = env.run.expression(node.argument, env)
  if (node.operator === 'void') return undefined
  if (value instanceof Unknown) return value
  if (node.operator === 'typeof') return plain(typeOf(value))
  const yes = truth(value)
  if (node.operator === '!') return yes instanceof Unknown ? yes : !yes
  const number = toNumber(value)
  if (number instanceof Unknown) return number
  return node.operator === '-' ? -number : node.operator === '~' ? ~number : number
}

function removeProperty(node: t.Node, env: Env): boolean {
  if (node.type === 'MemberExpression') {
    const target = env.run.expression(node.object, env)
    const name = memberName(node, env)
    if (target instanceof ObjectValue && name !== null) {
      env.run.effects.changing(target)
      target.props.delete(name)
    }
  }
  return true
}

function update(node: t.UpdateExpression, env: Env): Value {
  const old = toNumber(env.run.expression(node.argument, env))
  const value = old instanceof Unknown ? old : node.operator === '++' ? old + 1 : old - 1
  assignPattern(node.argument, value, env, false)
  return node.prefix ? value : old
}

function assignment(node: t.AssignmentExpression, env: Env): Value {
  if (node.operator === '=') {
    const value =
      node.left.type === 'Identifier' ? named(node.right, node.left.name, env) : env.run.expression(node.right, env)
    assignPattern(node.left, value, env, false)
    return value
  }
  const old = env.run.expression(node.left, env)
  const operator = node.operator.slice(0, -1)
  if (operator === '??' || operator === '||' || operator === '&&') return logicalAssignment(node, old, env)
  const value = binary(operator, old, env.run.expression(node.right, env), placeOf(node.right, env.source))
  assignPattern(node.left, value, env, false)
  return value
}

function logicalAssignment(node: t.AssignmentExpression, old: Value, env: Env): Value {
  const yes = node.operator === '??=' ? old !== undefined && old !== null : truth(old)
  const doubtful = old instanceof Unknown ? old : yes instanceof Unknown ? yes : null
  const keeps = node.operator === '&&=' ? !yes : yes
  if (!doubtful && keeps) return old
  const value = doubtful ?? env.run.expression(node.right, env)
  assignPattern(node.left, value, env, false)
  return value
}

function metaProperty(node: t.MetaProperty, env: Env): Value {
  if (node.meta.name !== 'import') return undefined
  const meta = new ObjectValue('ImportMeta')
  meta.props.set('url', plain(`file://${env.source.path}`))
  meta.props.set('filename', plain(env.source.path))
  meta.props.set('dirname', plain(env.source.path.slice(0, env.source.path.lastIndexOf('/'))))
  return meta
}
