import type { Binding, Names, Value } from './value.ts'

/** Names in view, innermost first. */
export class Scope implements Names {
  readonly #names = new Map<string, Binding>()
  readonly parent: Names | null
  readonly kind: 'function' | 'block'

  constructor(parent: Names | null, kind: 'function' | 'block' = 'block') {
    this.parent = parent
    this.kind = kind
  }

  declare(name: string, value: Value): Binding {
    const binding: Binding = { value }
    this.#names.set(name, binding)
    return binding
  }

  /** `var`: in the nearest function; a second declaration keeps the value. */
  hoist(name: string): void {
    if (this.kind === 'block' && this.parent) this.parent.hoist(name)
    else if (!this.#names.has(name)) this.declare(name, undefined)
  }

  lazy(name: string, resolve: () => Value): void {
    this.#names.set(name, { value: undefined, resolve })
  }

  find(name: string): Binding | null {
    return this.#names.get(name) ?? this.parent?.find(name) ?? null
  }
}

export function readBinding(binding: Binding): Value {
  if (binding.resolve) {
    const resolve = binding.resolve
    binding.resolve = undefined
    binding.value = resolve()
  }
  return binding.value
}
