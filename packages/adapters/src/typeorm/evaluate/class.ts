import type * as t from '@babel/types'
import { closureOf, prototypeOf } from './closure.ts'
import { type Env, placeOf } from './env.ts'
import { keyName } from './pattern.ts'
import { Scope } from './scope.ts'
import { type Call, FunctionValue, ObjectValue, Unknown, type Value } from './value.ts'

interface Layout {
  readonly env: Env
  readonly constructorNode: t.ClassMethod | null
  readonly fields: readonly (t.ClassProperty | t.ClassPrivateProperty)[]
  readonly parent: FunctionValue | null
}

/** A class of the user's program. */
export function classOf(node: t.Class, outer: Env, name: string): FunctionValue {
  const parentValue = node.superClass ? outer.run.expression(node.superClass, outer) : null
  const parent = parentValue instanceof FunctionValue ? parentValue : null
  const prototype = new ObjectValue('', parent ? prototypeOf(parent) : null)
  const env: Env = { ...outer, scope: new Scope(outer.scope), home: prototype.proto, superClass: parent }
  const members = node.body.body
  const layout: Layout = {
    env,
    parent,
    constructorNode: members.find((one): one is t.ClassMethod => isConstructor(one)) ?? null,
    fields: members.filter((one) => isField(one)),
  }
  const build = (call: Call): Value => instantiate(layout, call, new ObjectValue(brandOf(parent), prototype))
  const made = new FunctionValue({ name, invoke: build, build, place: placeOf(node, outer.source) })
  made.proto = parent
  made.props.set('prototype', prototype)
  prototype.props.set('constructor', made)
  if (node.id) env.scope.declare(node.id.name, made)
  for (const member of members) addMember(member, { made, prototype, env: { ...env, self: made } })
  builders.set(made, layout)
  for (const decorator of node.decorators ?? [])
    if (isModule(decorator)) outer.run.expression(decorator.expression, outer)
  return made
}

/** NestJS keeps a data source in the arguments of `@Module`; no other decorator matters here. */
function isModule({ expression }: t.Decorator): boolean {
  return (
    expression.type === 'CallExpression' &&
    expression.callee.type === 'Identifier' &&
    expression.callee.name === 'Module'
  )
}

/** How to run a class's constructor on an object that a derived class has begun. */
const builders = new WeakMap<FunctionValue, Layout>()

function brandOf(parent: FunctionValue | null): string {
  return parent && !builders.has(parent) && parent.name === 'Error' ? 'Error' : ''
}

function isConstructor(member: t.Node): boolean {
  return member.type === 'ClassMethod' && member.kind === 'constructor'
}

function isField(member: t.Node): member is t.ClassProperty | t.ClassPrivateProperty {
  const field = member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty'
  return field && !member.static && !(member.type === 'ClassProperty' && member.declare)
}

function instantiate(layout: Layout, call: Call, self: ObjectValue): Value {
  const env = { ...layout.env, self }
  if (!layout.constructorNode) {
    if (layout.parent) initialize(layout.parent, self, call)
    addFields(layout, env)
    return self
  }
  const superCall = (args: readonly Value[]): void => {
    if (layout.parent) initialize(layout.parent, self, { ...call, args })
    addFields(layout, env)
  }
  if (!layout.parent) addFields(layout, env)
  const scope = new Scope(env.scope)
  scope.declare('super', new FunctionValue({ name: 'super', invoke: (inner) => void superCall(inner.args) }))
  const result = closureOf(layout.constructorNode, { ...env, scope }, 'constructor').invoke({ ...call, self })
  return result instanceof ObjectValue ? result : self
}

function initialize(parent: FunctionValue, self: ObjectValue, call: Call): void {
  const layout = builders.get(parent)
  if (layout) instantiate(layout, call, self)
  else {
    const base = parent.build ? parent.build({ ...call, self }) : parent.invoke({ ...call, self })
    if (base instanceof ObjectValue && base !== self)
      for (const [name, value] of base.props) self.props.set(name, value)
  }
}

function addFields(layout: Layout, env: Env): void {
  for (const field of layout.fields) {
    const name = keyName(field.key, field.type === 'ClassProperty' && field.computed === true, env)
    if (name === null || !(env.self instanceof ObjectValue)) continue
    env.self.props.set(name, field.value ? env.run.expression(field.value, env) : undefined)
  }
}

function addMember(
  member: t.ClassBody['body'][number],
  into: { readonly made: FunctionValue; readonly prototype: ObjectValue; readonly env: Env },
): void {
  const { env } = into
  if (member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod') {
    if (member.kind === 'constructor') return
    const name = keyName(member.key, member.type === 'ClassMethod' && member.computed, env)
    if (name === null) return
    const target = member.static ? into.made : into.prototype
    const closure = closureOf(member, env, name)
    if (member.kind === 'get') target.getters.set(name, closure)
    else if (member.kind === 'set') target.getters.set(`set ${name}`, closure)
    else target.props.set(name, closure)
  } else if ((member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty') && member.static) {
    const name = keyName(member.key, member.type === 'ClassProperty' && member.computed === true, env)
    if (name !== null) into.made.props.set(name, member.value ? env.run.expression(member.value, env) : undefined)
  } else if (member.type === 'StaticBlock') {
    for (const statement of member.body)
      env.run.statement(statement, { ...env, scope: new Scope(env.scope, 'function') })
  } else if (member.type === 'ClassAccessorProperty') {
    into.prototype.props.set('accessor', new Unknown('an accessor property', placeOf(member, env.source)))
  }
}
