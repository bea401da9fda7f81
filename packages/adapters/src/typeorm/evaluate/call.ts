import type * as t from '@babel/types'
import { type Env, placeOf } from './env.ts'
import { iterableItems } from './iterate.ts'
import { rawText, textOfLiteral } from './literal.ts'
import { memberName } from './pattern.ts'
import { ArrayValue, FunctionValue, Thrown, Unknown, type Value } from './value.ts'

type CallNode = t.CallExpression | t.OptionalCallExpression

export function callExpression(node: CallNode, env: Env): Value {
  const site = placeOf(node, env.source)
  const { callee } = node
  if (callee.type === 'Import') return env.run.load(specifierOf(node, env), env.source, site)
  if (callee.type === 'Super') {
    const base = env.scope.find('super')?.value
    return env.run.call(base, env.self, argumentsOf(node.arguments, env), site)
  }
  if (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression')
    return methodCall(node, callee, env)
  const fn = env.run.expression(callee, env)
  if (node.type === 'OptionalCallExpression' && (fn === undefined || fn === null)) return undefined
  const args = argumentsOf(node.arguments, env)
  return env.run.call(fn, undefined, args, site)
}

function specifierOf(node: CallNode, env: Env): string {
  const first = node.arguments[0]
  const value = first ? env.run.expression(first, env) : undefined
  return value && typeof value === 'object' && 'value' in value && typeof value.value === 'string' ? value.value : ''
}

function methodCall(node: CallNode, callee: t.MemberExpression | t.OptionalMemberExpression, env: Env): Value {
  const site = placeOf(node, env.source)
  const name = memberName(callee, env)
  if (name === 'catch') return caught(node, callee, env)
  const target = env.run.expression(callee.object, env)
  if (callee.type === 'OptionalMemberExpression' && (target === undefined || target === null)) return undefined
  const fn = name === null ? new Unknown('a computed method', site) : env.run.get(target, name, site)
  if (node.type === 'OptionalCallExpression' && node.optional && (fn === undefined || fn === null)) return undefined
  const self = callee.object.type === 'Super' ? env.self : target
  return env.run.call(fn, self, argumentsOf(node.arguments, env), site)
}

/** `promise.catch(handler)`: an error of the promise goes no further, unless the handler throws again. */
function caught(node: CallNode, callee: t.MemberExpression | t.OptionalMemberExpression, env: Env): Value {
  const handler = node.arguments[0] ? env.run.expression(node.arguments[0], env) : undefined
  const { effects } = env.run
  const swallows = !(handler instanceof FunctionValue) || !rethrows(handler, env, placeOf(node, env.source))
  if (swallows) effects.swallowing += 1
  try {
    return env.run.expression(callee.object, env)
  } finally {
    if (swallows) effects.swallowing -= 1
  }
}

function rethrows(handler: FunctionValue, env: Env, site: ReturnType<typeof placeOf>): boolean {
  let threw = false
  const error = new Unknown('an error', site)
  env.run.effects.attempt(error, () => {
    try {
      env.run.call(handler, undefined, [error], site)
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown
      threw = true
    }
  })
  return threw
}

export function argumentsOf(nodes: readonly t.Node[], env: Env): Value[] {
  const args: Value[] = []
  for (const node of nodes) {
    if (node.type !== 'SpreadElement') args.push(env.run.expression(node, env))
    else {
      const items = iterableItems(env.run.expression(node.argument, env))
      if (items instanceof Unknown) args.push(items)
      else args.push(...items)
    }
  }
  return args
}

export function newExpression(node: t.NewExpression, env: Env): Value {
  const fn = env.run.expression(node.callee, env)
  return env.run.construct(fn, argumentsOf(node.arguments, env), placeOf(node, env.source))
}

/** A tag is called with the cooked strings and the values; `String.raw` and SQL tags alike. */
export function taggedTemplate(node: t.TaggedTemplateExpression, env: Env): Value {
  const { quasis, expressions } = node.quasi
  const strings = new ArrayValue(quasis.map((quasi) => textOfLiteral(env.source, quasi.start ?? 0, quasi.end ?? 0)))
  strings.extra.set('raw', new ArrayValue(quasis.map((quasi) => rawText(quasi, env.source))))
  const values = expressions.map((one) => env.run.expression(one, env))
  const site = placeOf(node, env.source)
  if (node.tag.type === 'MemberExpression') {
    const self = env.run.expression(node.tag.object, env)
    const name = memberName(node.tag, env)
    const fn = name === null ? new Unknown('a computed tag', site) : env.run.get(self, name, site)
    return env.run.call(fn, self, [strings, ...values], site)
  }
  return env.run.call(env.run.expression(node.tag, env), undefined, [strings, ...values], site)
}
