import { knownString, toHost, truth } from '../evaluate/convert.ts'
import { Text } from '../evaluate/text.ts'
import { ObjectValue, Unknown, type Value } from '../evaluate/value.ts'
import { NotKnown } from './not-known.ts'
import type { TableModel } from './table.ts'
import type { TableObjects } from './table-object.ts'

/** What a call of the schema builder is given, ready to use. */
export class Arguments {
  readonly #args: readonly Value[]
  readonly #objects: TableObjects

  constructor(args: readonly Value[], objects: TableObjects) {
    this.#args = args
    this.#objects = objects
  }

  /** A table's name, or the table. */
  table(index: number): string | TableModel {
    const value = this.#args[index]
    if (value instanceof ObjectValue) return this.#objects.model(value)
    return this.text(index)
  }

  text(index: number): string {
    const value = this.#args[index]
    if (value instanceof Unknown) throw new NotKnown(value)
    if (value instanceof Text && value.hole) throw new NotKnown(value.hole)
    return knownString(value) ?? String(value)
  }

  /** `undefined` when nothing is given. */
  optionalText(index: number): string | undefined {
    const value = this.#args[index]
    return value === undefined || value === null ? undefined : this.text(index)
  }

  flag(index: number, otherwise = false): boolean {
    const value = this.#args[index]
    if (value === undefined) return otherwise
    const yes = truth(value)
    if (yes instanceof Unknown) throw new NotKnown(yes)
    return yes
  }

  /** A name, or the options of an object. */
  item<Model>(index: number, make: (options: unknown) => Model): string | Model {
    const host = this.host(index)
    return typeof host === 'string' ? host : make(host)
  }

  items<Model>(index: number, make: (options: unknown) => Model): (string | Model)[] {
    const host = this.host(index)
    return Array.isArray(host) ? host.map((one) => (typeof one === 'string' ? one : make(one))) : []
  }

  models<Model>(index: number, make: (options: unknown) => Model): Model[] {
    const host = this.host(index)
    return Array.isArray(host) ? host.map(make) : []
  }

  host(index: number): unknown {
    const host = toHost(this.#args[index])
    if (host instanceof Unknown) throw new NotKnown(host)
    return host.host
  }
}
