import type * as t from '@babel/types'
import { assignPattern } from './assign.ts'
import { truth } from './convert.ts'
import { type Completion, type Env, placeOf } from './env.ts'
import { iterableItems } from './iterate.ts'
import { Scope } from './scope.ts'
import { plain } from './text.ts'
import { attempt, emitDoubtful } from './trial.ts'
import { ArrayValue, ObjectValue, Unknown, type Value } from './value.ts'

type LoopNode = t.ForStatement | t.WhileStatement | t.DoWhileStatement

const maximumTurns = 20_000

export const loops = {
  ForOfStatement: (node: t.ForOfStatement, env: Env) =>
    over(node, iterableItems(env.run.expression(node.right, env)), env),
  ForInStatement: (node: t.ForInStatement, env: Env) => over(node, keysOf(env.run.expression(node.right, env)), env),
  ForStatement: (node: t.ForStatement, outer: Env) => {
    const env = { ...outer, scope: new Scope(outer.scope) }
    if (node.init?.type === 'VariableDeclaration') env.run.statement(node.init, env)
    else if (node.init) env.run.expression(node.init, env)
    return turns(node, node.test ?? null, env)
  },
  WhileStatement: (node: t.WhileStatement, env: Env) => turns(node, node.test, env),
  DoWhileStatement: (node: t.DoWhileStatement, env: Env) => turns(node, node.test, env),
}

function keysOf(value: Value): readonly Value[] | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof ArrayValue) return value.taint ?? value.items.map((_, index) => plain(String(index)))
  return value instanceof ObjectValue ? (value.taint ?? [...value.props.keys()].map((key) => plain(key))) : []
}

/** How a loop goes on after one turn: `undefined` for the next turn, else how the loop ends. */
function afterTurn(completion: Completion | null): Completion | null | undefined {
  if (!completion || (completion.kind === 'continue' && completion.label === null)) return undefined
  return completion.kind === 'break' && completion.label === null ? null : completion
}

function over(
  node: t.ForOfStatement | t.ForInStatement,
  items: readonly Value[] | Unknown,
  env: Env,
): Completion | null {
  if (items instanceof Unknown) return doubtfulLoop(node, items, env, () => oneTurn(node, items, env))
  for (const item of items) {
    env.run.effects.turn()
    const end = afterTurn(oneTurn(node, item, env))
    if (end !== undefined) return end
  }
  return null
}

function oneTurn(node: t.ForOfStatement | t.ForInStatement, item: Value, outer: Env): Completion | null {
  const env = { ...outer, scope: new Scope(outer.scope) }
  if (node.left.type === 'VariableDeclaration') {
    const declarator = node.left.declarations[0]
    if (declarator) assignPattern(declarator.id, item, env, true)
  } else assignPattern(node.left, item, env, false)
  return env.run.statement(node.body, env)
}

function doubtfulLoop(node: t.Node, why: Unknown, env: Env, turn: () => Completion | null): Completion | null {
  let returns = false
  const steps = attempt(env.run, why, () => {
    const completion = turn()
    returns = completion?.kind === 'return' || completion?.kind === 'maybe'
  })
  emitDoubtful(env.run, steps, {
    place: placeOf(node, env.source),
    reason: `how often this runs depends on ${why.reason}`,
  })
  return returns ? { kind: 'maybe', why } : null
}

function turns(node: LoopNode, test: t.Expression | null, env: Env): Completion | null {
  let first = node.type === 'DoWhileStatement'
  for (let count = 0; count < maximumTurns; count += 1) {
    env.run.effects.turn()
    const yes = first || !test ? true : truth(env.run.expression(test, env))
    first = false
    if (yes instanceof Unknown) return doubtfulLoop(node, yes, env, () => env.run.statement(node.body, env))
    if (!yes) return null
    const end = afterTurn(env.run.statement(node.body, env))
    if (end !== undefined) return end
    if (node.type === 'ForStatement' && node.update) env.run.expression(node.update, env)
  }
  const why = new Unknown('a loop that does not end', placeOf(node, env.source))
  env.run.effects.emit({ kind: 'unreadable', place: why.place, reason: 'the loop does not end', mayTouch: null })
  return { kind: 'maybe', why }
}
