import type * as t from '@babel/types'
import type { Env } from './env.ts'
import { assignMember, bindPattern } from './pattern.ts'
import type { Value } from './value.ts'

/** Gives a value to a name, a member or a pattern: declared here, or where it already exists. */
export function assignPattern(target: t.Node, value: Value, env: Env, declares: boolean): void {
  if (target.type === 'MemberExpression') assignMember(target, value, env)
  else {
    bindPattern(target, value, env, (name, bound) => {
      if (declares) env.scope.declare(name, bound)
      else setName(name, bound, env)
    })
  }
}

function setName(name: string, value: Value, env: Env): void {
  const binding = env.scope.find(name) ?? env.scope.declare(name, undefined)
  env.run.effects.writing(binding)
  binding.resolve = undefined
  binding.value = value
}
