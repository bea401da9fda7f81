import type { Place } from '@migration-doctor/core'
import { arrayMethods } from './array.ts'
import { functionMethods } from './callable.ts'
import type { Interpreter } from './env.ts'
import { iteratorName, iteratorOf } from './iterate.ts'
import { objectMethods } from './object.ts'
import { promiseMethods } from './promise.ts'
import { stringMethods } from './string.ts'
import { plain, sliceText, Text } from './text.ts'
import { ArrayValue, FunctionValue, native, ObjectValue, objectOf, Thrown, Unknown, type Value } from './value.ts'

/** As `target[name]`. */
export function getMember(target: Value, name: string, site: Place, run: Interpreter): Value {
  if (target === undefined || target === null)
    throw typeError(`Cannot read properties of ${target} (reading '${name}')`, site)
  if (target instanceof Unknown) return promiseMethods.get(name) ?? new Unknown(target.reason, target.place)
  if (name === iteratorName && !(target instanceof ObjectValue && target.props.has(name))) return iterate
  if (target instanceof Text) return textMember(target, name, site)
  if (target instanceof ArrayValue) return arrayMember(target, name)
  if (target instanceof ObjectValue) return objectMember(target, name, site, run)
  if (target instanceof RegExp)
    return name === 'source' ? plain(target.source) : new Unknown(`\`${name}\` of a pattern`, site)
  return stringMethods.get(name) ?? promiseMethods.get(name)
}

const iterate = native(iteratorName, ({ self }) => iteratorOf(self))

function textMember(text: Text, name: string, site: Place): Value {
  if (name === 'length') return text.hole ?? text.value.length
  const index = indexOf(name)
  if (index !== null) return text.hole ?? (index < text.value.length ? sliceText(text, index, index + 1) : undefined)
  return (
    stringMethods.get(name) ?? promiseMethods.get(name) ?? (text.hole ? new Unknown(text.hole.reason, site) : undefined)
  )
}

function arrayMember(array: ArrayValue, name: string): Value {
  if (array.extra.has(name)) return array.extra.get(name)
  const method = arrayMethods.get(name) ?? promiseMethods.get(name)
  if (method) return method
  if (array.taint) return array.taint
  if (name === 'length') return array.items.length
  const index = indexOf(name)
  return index === null ? undefined : array.items[index]
}

function objectMember(object: ObjectValue, name: string, site: Place, run: Interpreter): Value {
  for (let at: ObjectValue | null = object; at; at = at.proto) {
    const getter = at.getter(name)
    if (getter) return run.call(getter, object, [], site)
    if (at.has(name)) return at.taint ?? at.props.get(name)
    if (at.taint) return at.taint
    if (at.missing) return at.missing(name, site)
  }
  if (name === 'constructor' || name === '__proto__') return object.proto?.props.get('constructor')
  if (object instanceof FunctionValue) {
    if (name === 'name') return plain(object.name)
    const method = functionMethods.get(name)
    if (method) return method
  }
  return objectMethods.get(name) ?? promiseMethods.get(name)
}

export function setMember(options: { target: Value; name: string; value: Value; site: Place; run: Interpreter }): void {
  const { target, name, value, run } = options
  if (target instanceof ArrayValue) {
    run.effects.changing(target)
    const index = indexOf(name)
    if (index !== null && index < 100_000) target.items[index] = value
    else if (name === 'length' && typeof value === 'number') target.items.length = Math.min(value, target.items.length)
    else target.extra.set(name, value)
  } else if (target instanceof ObjectValue) {
    run.effects.changing(target)
    const setter = findSetter(target, name)
    if (setter) run.call(setter, target, [value], options.site)
    else target.props.set(name, value)
  }
}

function findSetter(object: ObjectValue, name: string): Value {
  for (let at: ObjectValue | null = object; at; at = at.proto) {
    const setter = at.getter(`set ${name}`)
    if (setter) return setter
  }
  return undefined
}

export function typeError(message: string, site: Place): Thrown {
  return new Thrown(objectOf({ name: plain('TypeError'), message: plain(message) }, 'Error'), site)
}

function indexOf(name: string): number | null {
  return /^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : null
}
