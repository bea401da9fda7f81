import type * as t from '@babel/types'
import { knownString, toText } from './convert.ts'
import { type Env, placeOf } from './env.ts'
import { setMember } from './member.ts'
import { ArrayValue, ObjectValue, Unknown, type Value } from './value.ts'

/** How a name gets its value: declared anew, or assigned where it was declared. */
export type Binder = (name: string, value: Value) => void

/** `const { a, b: [c] } = value` and its like; also assignment to members. */
export function bindPattern(pattern: t.Node, value: Value, env: Env, bind: Binder): void {
  switch (pattern.type) {
    case 'Identifier':
      bind(pattern.name, value)
      break
    case 'AssignmentPattern':
      bindPattern(pattern.left, value === undefined ? env.run.expression(pattern.right, env) : value, env, bind)
      break
    case 'ObjectPattern':
      bindObject(pattern, value, env, bind)
      break
    case 'ArrayPattern':
      bindArray(pattern, value, env, bind)
      break
    case 'TSParameterProperty':
      bindPattern(pattern.parameter, value, env, bind)
      if (env.self instanceof ObjectValue) env.self.props.set(parameterName(pattern.parameter), value)
      break
    case 'MemberExpression':
      assignMember(pattern, value, env)
      break
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      bindPattern(pattern.expression, value, env, bind)
      break
    case 'RestElement':
      bindPattern(pattern.argument, value, env, bind)
      break
  }
}

function parameterName(parameter: t.Identifier | t.AssignmentPattern): string {
  const target = parameter.type === 'Identifier' ? parameter : parameter.left
  return target.type === 'Identifier' ? target.name : ''
}

export function assignMember(node: t.MemberExpression, value: Value, env: Env): void {
  const target = env.run.expression(node.object, env)
  const name = memberName(node, env)
  if (name !== null) setMember({ target, name, value, site: placeOf(node, env.source), run: env.run })
}

/** `null`: the name is not known. */
export function memberName(node: t.MemberExpression | t.OptionalMemberExpression, env: Env): string | null {
  if (node.property.type === 'PrivateName') return `#${node.property.id.name}`
  if (!node.computed && node.property.type === 'Identifier') return node.property.name
  return knownString(toText(env.run.expression(node.property, env), placeOf(node.property, env.source)))
}

/** The name of an object's property or a class's member. */
export function keyName(key: t.Node, computed: boolean, env: Env): string | null {
  if (key.type === 'PrivateName') return `#${key.id.name}`
  if (!computed && key.type === 'Identifier') return key.name
  return knownString(toText(env.run.expression(key, env), placeOf(key, env.source)))
}

function bindObject(pattern: t.ObjectPattern, value: Value, env: Env, bind: Binder): void {
  const taken = new Set<string>()
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      bindPattern(property.argument, without(value, taken), env, bind)
      continue
    }
    const name = keyName(property.key, property.computed, env)
    if (name !== null) taken.add(name)
    const site = placeOf(property, env.source)
    const part = name === null ? new Unknown('a computed property', site) : env.run.get(value, name, site)
    bindPattern(property.value, part, env, bind)
  }
}

function without(value: Value, names: ReadonlySet<string>): Value {
  if (!(value instanceof ObjectValue)) return value
  const rest = new ObjectValue()
  rest.taint = value.taint
  for (const [name, property] of value.props) if (!names.has(name)) rest.props.set(name, property)
  return rest
}

function bindArray(pattern: t.ArrayPattern, value: Value, env: Env, bind: Binder): void {
  const known = value instanceof ArrayValue && !value.taint ? value.items : null
  for (const [index, element] of pattern.elements.entries()) {
    if (!element) continue
    if (element.type === 'RestElement') {
      bindPattern(element.argument, known ? new ArrayValue(known.slice(index)) : value, env, bind)
    } else {
      const item = known ? known[index] : new Unknown('an item of an unknown list', placeOf(element, env.source))
      bindPattern(element, item, env, bind)
    }
  }
}
