import type * as t from '@babel/types'
import { same } from './array.ts'
import { classOf } from './class.ts'
import { closureOf } from './closure.ts'
import { compiledHelpers } from './compiled.ts'
import { truth } from './convert.ts'
import type { Completion, Env } from './env.ts'
import { placeOf } from './env.ts'
import { named } from './expression.ts'
import { loops } from './loop.ts'
import { bindPattern } from './pattern.ts'
import { Scope } from './scope.ts'
import { plain } from './text.ts'
import { attempt, emitDoubtful, isInternal } from './trial.ts'
import { ObjectValue, Thrown, Unknown, type Value } from './value.ts'

type Handlers = {
  readonly [Type in t.Statement['type']]?: (node: Extract<t.Statement, { type: Type }>, env: Env) => Completion | null
}

export const statements: Handlers = {
  ...loops,
  ExpressionStatement: (node, env) => done(env.run.expression(node.expression, env)),
  VariableDeclaration: (node, env) => variables(node, env),
  FunctionDeclaration: () => null,
  ClassDeclaration: (node, env) =>
    done(declare(env, node.id?.name ?? 'default', classOf(node, env, node.id?.name ?? ''))),
  TSEnumDeclaration: (node, env) => done(declare(env, node.id.name, enumOf(node, env))),
  ReturnStatement: (node, env) => ({
    kind: 'return',
    value: node.argument ? env.run.expression(node.argument, env) : undefined,
  }),
  BlockStatement: (node, env) => block(node.body, { ...env, scope: new Scope(env.scope) }),
  IfStatement: (node, env) => branch(node, env),
  SwitchStatement: (node, env) => choose(node, env),
  ThrowStatement: (node, env) => {
    throw new Thrown(env.run.expression(node.argument, env), placeOf(node, env.source))
  },
  TryStatement: (node, env) => tryStatement(node, env),
  BreakStatement: (node) => ({ kind: 'break', label: node.label?.name ?? null }),
  ContinueStatement: (node) => ({ kind: 'continue', label: node.label?.name ?? null }),
  LabeledStatement: (node, env) => labelled(node, env),
}

function done(_value: Value): null {
  return null
}

function declare(env: Env, name: string, value: Value): Value {
  env.scope.declare(name, value)
  return value
}

/** Statements in order; functions first, as the language hoists them. */
export function block(body: readonly t.Statement[], env: Env): Completion | null {
  for (const statement of body) hoist(statement, env)
  for (const [index, statement] of body.entries()) {
    const completion = env.run.statement(statement, env)
    if (completion?.kind === 'maybe') return remainder(body.slice(index + 1), completion.why, env)
    if (completion) return completion
  }
  return null
}

export function hoist(statement: t.Node, env: Env): void {
  if (statement.type === 'FunctionDeclaration' && statement.id) {
    const { name } = statement.id
    declare(env, name, compiledHelpers.get(name) ?? closureOf(statement, env, name))
  } else if (statement.type === 'VariableDeclaration' && statement.kind === 'var') {
    for (const one of statement.declarations) if (one.id.type === 'Identifier') env.scope.hoist(one.id.name)
  }
}

/** What stands after a `return` that may have been taken. */
function remainder(body: readonly t.Statement[], why: Unknown, env: Env): Completion {
  const [first] = body
  if (first) {
    const steps = attempt(env.run, why, () => {
      block(body, env)
    })
    const end = body.at(-1)?.end ?? first.end ?? 0
    emitDoubtful(env.run, steps, {
      place: { file: env.source.file, span: { start: first.start ?? 0, end } },
      reason: `whether this runs depends on ${why.reason}`,
    })
  }
  return { kind: 'maybe', why }
}

function variables(node: t.VariableDeclaration, env: Env): null {
  for (const declarator of node.declarations) {
    if (node.kind === 'var' && declarator.id.type === 'Identifier' && !declarator.init) {
      env.scope.hoist(declarator.id.name)
      continue
    }
    const name = declarator.id.type === 'Identifier' ? declarator.id.name : ''
    const value = compiledHelpers.get(name) ?? (declarator.init ? named(declarator.init, name, env) : undefined)
    bindPattern(declarator.id, value, env, (bound, part) => {
      if (node.kind === 'var') setHoisted(bound, part, env)
      else env.scope.declare(bound, part)
    })
  }
  return null
}

function setHoisted(name: string, value: Value, env: Env): void {
  env.scope.hoist(name)
  const binding = env.scope.find(name)
  if (!binding) return
  env.run.effects.writing(binding)
  binding.value = value
}

/** `enum Status { A = 'a', B }` as the object that TypeScript makes of it. */
function enumOf(node: t.TSEnumDeclaration, env: Env): Value {
  const made = new ObjectValue()
  const scope = new Scope(env.scope)
  let next = 0
  for (const member of node.body?.members ?? node.members ?? []) {
    const name = member.id.type === 'Identifier' ? member.id.name : member.id.value
    const value = member.initializer ? env.run.expression(member.initializer, { ...env, scope }) : next
    if (typeof value === 'number') {
      next = value + 1
      made.props.set(String(value), plain(name))
    }
    made.props.set(name, value)
    scope.declare(name, value)
  }
  return made
}

function branch(node: t.IfStatement, env: Env): Completion | null {
  const yes = truth(env.run.expression(node.test, env))
  if (yes instanceof Unknown) return doubtfulBranches([node.consequent, node.alternate], yes, env)
  if (yes) return env.run.statement(node.consequent, env)
  return node.alternate ? env.run.statement(node.alternate, env) : null
}

/** Branches of which nobody knows which one runs. */
export function doubtfulBranches(
  branches: readonly (t.Statement | null | undefined)[],
  why: Unknown,
  env: Env,
): Completion | null {
  let leaves = false
  for (const one of branches) {
    if (!one) continue
    let completion: Completion | null = null
    const steps = attempt(env.run, why, () => {
      completion = env.run.statement(one, env)
    })
    emitDoubtful(env.run, steps, {
      place: placeOf(one, env.source),
      reason: `whether this runs depends on ${why.reason}`,
    })
    leaves ||= completion !== null
  }
  return leaves ? { kind: 'maybe', why } : null
}

function choose(node: t.SwitchStatement, outer: Env): Completion | null {
  const env = { ...outer, scope: new Scope(outer.scope) }
  const value = env.run.expression(node.discriminant, env)
  if (value instanceof Unknown) {
    const bodies = node.cases.map(
      (one): t.Statement => ({ ...node, type: 'BlockStatement', body: one.consequent, directives: [] }),
    )
    return withoutBreak(doubtfulBranches(bodies, value, env))
  }
  let index = node.cases.findIndex((one) => one.test && matches(value, one.test, env))
  if (index < 0) index = node.cases.findIndex((one) => !one.test)
  if (index < 0) return null
  return withoutBreak(
    block(
      node.cases.slice(index).flatMap((one) => one.consequent),
      env,
    ),
  )
}

function matches(value: Value, test: t.Expression, env: Env): boolean {
  return same(value, env.run.expression(test, env))
}

function withoutBreak(completion: Completion | null): Completion | null {
  return completion?.kind === 'break' && completion.label === null ? null : completion
}

function labelled(node: t.LabeledStatement, env: Env): Completion | null {
  const completion = env.run.statement(node.body, env)
  const mine = completion && 'label' in completion && completion.label === node.label.name
  return mine ? null : completion
}

function tryStatement(node: t.TryStatement, env: Env): Completion | null {
  const completion = node.handler ? guarded(node, node.handler, env) : env.run.statement(node.block, env)
  const last = node.finalizer ? env.run.statement(node.finalizer, env) : null
  return last ?? completion
}

function guarded(node: t.TryStatement, handler: t.CatchClause, env: Env): Completion | null {
  const { effects } = env.run
  const swallows = !rethrows(handler, env)
  const before = effects.swallowing
  if (swallows) effects.swallowing += 1
  try {
    return env.run.statement(node.block, env)
  } catch (error) {
    if (isInternal(error) || !(error instanceof Thrown)) throw error
    effects.swallowing = before
    return runHandler(handler, error.value, env)
  } finally {
    effects.swallowing = before
  }
}

function runHandler(handler: t.CatchClause, error: Value, env: Env): Completion | null {
  const scope = new Scope(env.scope)
  const inner = { ...env, scope }
  if (handler.param) bindPattern(handler.param, error, inner, (name, value) => void scope.declare(name, value))
  return env.run.statement(handler.body, inner)
}

/** Whether an error of the database leaves the handler again. */
function rethrows(handler: t.CatchClause, env: Env): boolean {
  const error = new Unknown('an error', placeOf(handler, env.source))
  let threw = false
  env.run.effects.attempt(error, () => {
    try {
      threw = runHandler(handler, error, env)?.kind === 'maybe'
    } catch (thrown) {
      if (!(thrown instanceof Thrown)) throw thrown
      threw = true
    }
  })
  return threw || mentionsThrow(handler.body)
}

function mentionsThrow(body: t.BlockStatement): boolean {
  return body.body.some((one) => one.type === 'ThrowStatement' || (one.type === 'IfStatement' && branchThrows(one)))
}

function branchThrows(node: t.IfStatement): boolean {
  const parts = [node.consequent, node.alternate]
  return parts.some(
    (part) => part?.type === 'ThrowStatement' || (part?.type === 'BlockStatement' && mentionsThrow(part)),
  )
}
