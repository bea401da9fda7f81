import type { Type } from '../objects.ts'
import type { Variables as AnalysisVariables } from '../query/index.ts'
import type { Variables } from './evaluate/context.ts'
import { Row, Unknown, unknown, type Value } from './value.ts'

interface Variable {
  value: Value
  /** `null`: not known, or a record. */
  readonly type: Type | null
  isNotNull?: boolean
}

interface Scope {
  /** Of the block: `label.name` means its variable, whatever hides it. */
  readonly label: string | null
  readonly variables: Map<string, Variable>
}

/** The variables of one run of a body. */
export class Frame implements Variables {
  readonly #scopes: Scope[] = [{ label: null, variables: new Map() }]
  /** Names of a function in SQL give way to columns. */
  readonly #clash: boolean
  readonly #owner: string | null
  readonly #positions: readonly { readonly value: Value; readonly type: Type | null }[]
  /** Names that were assigned since it was last asked, while something is tried. */
  #assigned: Set<string> | null = null

  constructor(
    positions: readonly { readonly value: Value; readonly type: Type | null }[] = [],
    of: { readonly owner: string; readonly clash: boolean } | null = null,
  ) {
    this.#positions = positions
    this.#owner = of?.owner ?? null
    this.#clash = of?.clash ?? true
  }

  /** Variables of an inner block or loop hide those around it while `work` runs. */
  within<T>(work: () => T, label: string | null = null): T {
    this.#scopes.push({ label, variables: new Map() })
    try {
      return work()
    } finally {
      this.#scopes.pop()
    }
  }

  declare(name: string, value: Value, type: Type | null): void {
    this.#scopes.at(-1)?.variables.set(name, { value, type })
  }

  /** A variable must never be NULL from now on. */
  forbidNull(name: string): void {
    const variable = this.#find(name)
    if (variable) variable.isNotNull = true
  }

  isNotNull(name: string): boolean {
    return this.#find(name)?.isNotNull ?? false
  }

  get(name: string): Value | undefined {
    return this.#find(name)?.value
  }

  typeOf(name: string): Type | null {
    return this.#find(name)?.type ?? null
  }

  position(number: number): Value | undefined {
    return this.#positions[number - 1]?.value
  }

  /** Assigns a variable, a field as `record.field`, or what an element of an array (`name[]`) makes of it. */
  assign(name: string, value: Value): void {
    const dot = name.indexOf('.')
    if (name.endsWith('[]')) this.assign(name.slice(0, -2), unknown)
    else if (dot !== -1 && !this.#find(name)) this.#assignField(name.slice(0, dot), name.slice(dot + 1), value)
    else {
      const variable = this.#find(name)
      if (variable) variable.value = value
      this.#assigned?.add(name)
    }
  }

  #assignField(record: string, field: string, value: Value): void {
    const variable = this.#find(record)
    if (!variable) return
    const columns = new Map(variable.value instanceof Row ? variable.value.columns : [])
    variable.value = variable.value instanceof Unknown ? unknown : new Row(columns.set(field, value))
    this.#assigned?.add(record)
  }

  #find(name: string): Variable | undefined {
    const plain = this.#scopes.findLast(({ variables }) => variables.has(name))?.variables.get(name)
    const dot = name.indexOf('.')
    if (plain || dot === -1) return plain
    const block = this.#scopes.findLast(({ label }) => label === name.slice(0, dot))
    return block?.variables.get(name.slice(dot + 1))
  }

  /** Runs something of which it is not known whether it runs: what it assigns is not known afterwards. */
  tried<T>(work: () => T): T {
    const outer = this.#assigned
    const assigned = new Set<string>()
    this.#assigned = assigned
    try {
      return work()
    } finally {
      this.#assigned = outer
      for (const name of assigned) this.assign(name, unknown)
    }
  }

  /** The names and types that embedded SQL may use. */
  forAnalysis(): AnalysisVariables {
    const names = new Map<string, Type | null>()
    for (const { label, variables } of this.#scopes) {
      for (const [name, { type }] of variables) {
        names.set(name, type)
        if (label !== null) names.set(`${label}.${name}`, type)
      }
    }
    const all = { names, positions: this.#positions.map(({ type }) => type), clash: this.#clash }
    return this.#owner === null ? all : { ...all, owner: this.#owner }
  }
}
