import type { BuiltinCatalog, TypeRef, Volatility } from '../../builtins/index.ts'
import type { Extension, Schema, Type } from '../objects.ts'

export interface OperatorFacts {
  readonly name: string
  readonly schema: Schema
  readonly left: Type | null
  readonly right: Type | null
  /** Both sides, the left one first; only one, where there is only one. */
  readonly inputs: readonly Type[]
  readonly result: Type
  readonly volatility: Volatility
  /** The extension that brought it. */
  readonly extension: Extension | null
}

/** An operator class, with the type it takes. */
export interface OpclassFacts {
  readonly name: string
  readonly schema: Schema
  readonly family: string
  readonly input: Type
  readonly isDefault: boolean
}

/** A search operator of an operator family. */
export interface MemberFacts {
  readonly left: Type
  readonly right: Type
  readonly strategy: number
  readonly operator: string
}

export interface CastFacts {
  readonly context: 'implicit' | 'assignment' | 'explicit'
  readonly method: 'binary' | 'function' | 'inout'
  readonly volatility: Volatility
}

/** Operators and casts of one owner, PostgreSQL or an extension, over the session's own type objects. */
export class OwnedCatalog {
  readonly #catalog: BuiltinCatalog
  readonly #resolve: Resolver
  readonly #operators = new Map<string, readonly OperatorFacts[]>()
  readonly #members = new Map<string, readonly MemberFacts[]>()
  readonly #opclasses = new Map<string, readonly OpclassFacts[]>()
  #casts: Map<Type, Map<Type, CastFacts>> | null = null

  constructor(catalog: BuiltinCatalog, resolve: Resolver) {
    this.#catalog = catalog
    this.#resolve = resolve
  }

  operators(name: string): readonly OperatorFacts[] {
    const known = this.#operators.get(name)
    if (known) return known
    const found: OperatorFacts[] = []
    for (const [schemaName, content] of this.#catalog.schemas) {
      const schema = this.#resolve.schema(schemaName)
      if (!schema) continue
      for (const operator of content.operators(name)) {
        const left = operator.left === null ? null : this.#resolve.type(operator.left)
        const right = operator.right === null ? null : this.#resolve.type(operator.right)
        const result = this.#resolve.type(operator.result)
        if (left === undefined || right === undefined || !result) continue
        found.push({
          name,
          schema,
          left,
          right,
          inputs: [left, right].filter((type) => type !== null),
          result,
          volatility: operator.volatility,
          extension: this.#resolve.extension,
        })
      }
    }
    this.#operators.set(name, found)
    return found
  }

  opclasses(method: string): readonly OpclassFacts[] {
    const known = this.#opclasses.get(method)
    if (known) return known
    const found: OpclassFacts[] = []
    for (const [schemaName, content] of this.#catalog.schemas) {
      const schema = this.#resolve.schema(schemaName)
      for (const opclass of schema ? content.opclasses(method) : []) {
        const input = this.#resolve.type(opclass.input)
        const { name, family, isDefault } = opclass
        if (schema && input) found.push({ name, schema, family, input, isDefault })
      }
    }
    this.#opclasses.set(method, found)
    return found
  }

  members(method: string, family: string): readonly MemberFacts[] {
    const key = `${method} ${family}`
    const known = this.#members.get(key)
    if (known) return known
    const found = this.#catalog.members(method, family).flatMap((member) => {
      const left = this.#resolve.type(member.left)
      const right = this.#resolve.type(member.right)
      return left && right ? [{ left, right, strategy: member.strategy, operator: member.operator }] : []
    })
    this.#members.set(key, found)
    return found
  }

  cast(from: Type, to: Type): CastFacts | undefined {
    this.#casts ??= this.#readCasts()
    return this.#casts.get(from)?.get(to)
  }

  #readCasts(): Map<Type, Map<Type, CastFacts>> {
    const casts = new Map<Type, Map<Type, CastFacts>>()
    for (const row of this.#catalog.casts) {
      const source = this.#resolve.type(row.source)
      const target = this.#resolve.type(row.target)
      if (!source || !target) continue
      const targets = casts.get(source) ?? new Map<Type, CastFacts>()
      targets.set(target, row)
      casts.set(source, targets)
    }
    return casts
  }
}

export interface Resolver {
  readonly extension: Extension | null
  schema(name: string): Schema | undefined
  type(ref: TypeRef): Type | undefined
}
