import { toNumber } from './convert.ts'
import { ArrayValue, type Call, native, ObjectValue, Thrown, type Value } from './value.ts'

interface Operation {
  readonly code: number
  readonly value: Value
}

interface State {
  label: number
  readonly trys: ArrayValue
  readonly operations: Operation[]
}

/** The state machine that TypeScript and swc make of an `async` function, run to its end. */
export function runGenerator({ args, run, site }: Call): Value {
  const [self, body] = args
  let sent: Operation = { code: 0, value: undefined }
  const state: State = { label: 0, trys: new ArrayValue([]), operations: [] }
  const view = new ObjectValue('GeneratorState')
  view.props.set('trys', state.trys)
  view.props.set(
    'sent',
    native('sent', () => {
      if (sent.code === 1) throw new Thrown(sent.value, site)
      return sent.value
    }),
  )
  let operation: Operation = { code: 0, value: undefined }
  for (;;) {
    run.effects.turn()
    const next = advance(state, operation)
    if (next.kind === 'end') {
      if (next.operation.code === 6 || next.operation.code === 1) throw new Thrown(next.operation.value, site)
      return next.operation.value
    }
    if (next.sent) sent = next.sent
    view.props.set('label', state.label)
    operation = runStep(() => run.call(body, self, [view], site))
    const label = toNumber(view.props.get('label'))
    if (typeof label === 'number') state.label = label
    if (operation.code < 0) {
      const reason = 'where the compiled function goes on depends on what is not known'
      run.effects.emit({ kind: 'unreadable', place: site, reason, mayTouch: null })
      return operation.value
    }
  }
}

function runStep(step: () => Value): Operation {
  try {
    const result = step()
    if (!(result instanceof ArrayValue)) return { code: -1, value: result }
    const code = toNumber(result.items[0])
    return { code: typeof code === 'number' ? code : -1, value: result.items[1] }
  } catch (error) {
    if (error instanceof Thrown) return { code: 6, value: error.value }
    throw error
  }
}

type Advance =
  | { readonly kind: 'run'; readonly sent: Operation | null }
  | { readonly kind: 'end'; readonly operation: Operation }

function advance(state: State, first: Operation): Advance {
  let operation = first
  for (;;) {
    const { code, value } = operation
    if (code === 0 || code === 1) return { kind: 'run', sent: operation }
    if (code === 4 || code === 5) {
      state.label += 1
      return { kind: 'run', sent: { code: 0, value } }
    }
    if (code === 7) {
      operation = state.operations.pop() ?? { code: 2, value: undefined }
      state.trys.items.pop()
      continue
    }
    const region = regionOf(state.trys.items.at(-1))
    const sent = enter(state, operation, region)
    if (sent !== undefined) return { kind: 'run', sent }
    if (!region) return { kind: 'end', operation }
    if (region[2] !== undefined) state.operations.pop()
    state.trys.items.pop()
  }
}

type Region = readonly [number | undefined, number | undefined, number | undefined, number | undefined]

function regionOf(value: Value): Region | null {
  if (!(value instanceof ArrayValue)) return null
  const at = (index: number): number | undefined => {
    const item = value.items[index]
    return typeof item === 'number' ? item : undefined
  }
  return [at(0), at(1), at(2), at(3)]
}

/** `undefined`: the operation leaves the region. */
function enter(state: State, operation: Operation, region: Region | null): Operation | null | undefined {
  const [start, handler, finalizer, end] = region ?? []
  const target = typeof operation.value === 'number' ? operation.value : -1
  if (operation.code === 3 && (!region || (target > (start ?? 0) && target < (end ?? 0)))) {
    state.label = target
    return null
  }
  if (operation.code === 6 && handler !== undefined && state.label < handler) {
    state.label = handler
    return { code: 0, value: operation.value }
  }
  if (region && finalizer !== undefined && state.label < finalizer) {
    state.label = finalizer
    state.operations.push(operation)
    return null
  }
  return undefined
}
