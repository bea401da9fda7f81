import type { Place, Step } from '@migration-doctor/core'
import { Exhausted, NeedsCatalog, NeedsFile } from './effects.ts'
import type { Interpreter } from './env.ts'
import { touchesOf } from './touches.ts'
import { ArrayValue, FunctionValue, ObjectValue, Thrown, Unknown, type Value } from './value.ts'

/** Runs a part of the program of which nobody knows whether, or how often, it runs; says what it may touch. */
export function attempt(run: Interpreter, why: Unknown, body: () => void): readonly Step[] {
  return run.effects.attempt(why, () => {
    try {
      body()
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
    }
  })
}

/** One step in the place of several that may or may not run. */
export function emitDoubtful(run: Interpreter, steps: readonly Step[], doubt: { place: Place; reason: string }): void {
  if (steps.length === 0) return
  run.effects.emit({ kind: 'unreadable', place: doubt.place, reason: doubt.reason, mayTouch: touchesOf(steps) })
}

/** An error that the evaluator itself uses and that no `catch` of the program may see. */
export function isInternal(error: unknown): boolean {
  return error instanceof NeedsCatalog || error instanceof NeedsFile || error instanceof Exhausted
}

const powerful = new Set(['QueryRunner', 'EntityManager', 'DataSource', 'QueryBuilder', 'Repository'])

/** Whether a value can lead an unknown function to the database. */
export function reachesDatabase(value: Value, depth = 3): boolean {
  if (depth === 0) return false
  if (value instanceof ArrayValue) return value.items.some((item) => reachesDatabase(item, depth - 1))
  if (!(value instanceof ObjectValue) || value instanceof FunctionValue) return false
  if (powerful.has(value.brand)) return true
  for (const property of value.props.values()) if (reachesDatabase(property, depth - 1)) return true
  return false
}

/** A call of something unknown: what it is given may be used for anything. */
export function callUnknown(
  run: Interpreter,
  call: { readonly fn: Unknown; readonly self: Value; readonly args: readonly Value[]; readonly site: Place },
): Value {
  const result = new Unknown(call.fn.reason, call.fn.place)
  for (const arg of call.args) if (arg instanceof FunctionValue) attemptCallback(run, arg, result, call.site)
  if (call.args.some((arg) => reachesDatabase(arg)) || reachesDatabase(call.self)) {
    const reason = `a function is given the database connection and cannot be read: ${call.fn.reason}`
    run.effects.emit({ kind: 'unreadable', place: call.site, reason, mayTouch: null })
  }
  return result
}

function attemptCallback(run: Interpreter, callback: FunctionValue, item: Unknown, site: Place): void {
  const steps = attempt(run, item, () => {
    run.call(callback, undefined, [item, item, item], site)
  })
  emitDoubtful(run, steps, { place: site, reason: `how often this runs depends on ${item.reason}` })
}
