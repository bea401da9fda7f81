import type * as t from '@babel/types'
import { Exhausted } from './effects.ts'
import { type Env, placeOf } from './env.ts'
import { bindPattern } from './pattern.ts'
import { Scope } from './scope.ts'
import { ArrayValue, type Call, FunctionValue, ObjectValue, Unknown, type Value } from './value.ts'

export type FunctionNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod

const maximumDepth = 200

/** A function of the user's program. */
export function closureOf(node: FunctionNode, env: Env, name: string): FunctionValue {
  const arrow = node.type === 'ArrowFunctionExpression'
  const invoke = (call: Call): Value => runBody(node, arrow ? env : { ...env, self: call.self }, call)
  const constructible = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression'
  const build = (call: Call): Value => {
    const made = new ObjectValue('', prototypeOf(fn))
    const result = runBody(node, { ...env, self: made }, call)
    return result instanceof ObjectValue || result instanceof ArrayValue ? result : made
  }
  const ordinary = constructible && !node.async && !node.generator
  const fn = new FunctionValue({ name, invoke, build: ordinary ? build : null, place: placeOf(node, env.source) })
  if (ordinary) addPrototype(fn)
  return fn
}

function addPrototype(fn: FunctionValue): void {
  const prototype = new ObjectValue()
  prototype.props.set('constructor', fn)
  fn.props.set('prototype', prototype)
}

export function prototypeOf(fn: FunctionValue): ObjectValue | null {
  const prototype = fn.props.get('prototype')
  return prototype instanceof ObjectValue ? prototype : null
}

function runBody(node: FunctionNode, env: Env, call: Call): Value {
  const { effects } = env.run
  effects.turn()
  if (effects.depth >= maximumDepth) throw new Exhausted()
  effects.depth += 1
  try {
    return evaluateBody(node, env, call)
  } finally {
    effects.depth -= 1
  }
}

function evaluateBody(node: FunctionNode, outer: Env, call: Call): Value {
  const scope = new Scope(outer.scope, 'function')
  const env = { ...outer, scope }
  if (node.type !== 'ArrowFunctionExpression') scope.declare('arguments', new ArrayValue([...call.args]))
  if (node.type === 'FunctionExpression' && node.id) scope.declare(node.id.name, undefined)
  bindParameters(node, env, call)
  if (node.body.type !== 'BlockStatement') return env.run.expression(node.body, env)
  const completion = env.run.statement(node.body, env)
  if (completion?.kind === 'return') return completion.value
  return completion?.kind === 'maybe' ? new Unknown(completion.why.reason, completion.why.place) : undefined
}

function bindParameters(node: FunctionNode, env: Env, call: Call): void {
  const parameters = node.params.filter((one) => !(one.type === 'Identifier' && one.name === 'this'))
  for (const [index, parameter] of parameters.entries()) {
    const value = parameter.type === 'RestElement' ? new ArrayValue(call.args.slice(index)) : call.args[index]
    bindPattern(parameter, value, env, (name, bound) => {
      env.scope.declare(name, bound)
    })
  }
}
