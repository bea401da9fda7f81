import { fromHost, toHost } from '../evaluate/convert.ts'
import { ArrayValue, ObjectValue, Unknown, type Value } from '../evaluate/value.ts'
import type { Prototypes } from './context.ts'
import { NotKnown } from './not-known.ts'
import { tableOf } from './option.ts'
import type { TableModel } from './table.ts'

/** Tables as the program holds them, and what the builder keeps for each. */
export class TableObjects {
  readonly #models = new Map<ObjectValue, TableModel>()
  readonly #prototypes: Prototypes

  constructor(prototypes: Prototypes) {
    this.#prototypes = prototypes
  }

  /** The builder's own picture of a table object; the same one for the same object. */
  model(object: ObjectValue): TableModel {
    const known = this.#models.get(object)
    if (known) return known
    const host = toHost(object)
    if (host instanceof Unknown) throw new NotKnown(host)
    const model = tableOf(host.host)
    this.#models.set(object, model)
    return model
  }

  object(model: TableModel): ObjectValue {
    for (const [object, known] of this.#models) if (known === model) return object
    const object = this.#branded('Table')
    this.#models.set(object, model)
    this.#fill(object, model)
    return object
  }

  /** After a call: what the builder changed shows in the program's objects. */
  refresh(): void {
    for (const [object, model] of this.#models) this.#fill(object, model)
  }

  #fill(object: ObjectValue, model: TableModel): void {
    const parts: readonly (readonly [string, string, readonly object[]])[] = [
      ['columns', 'TableColumn', model.columns],
      ['indices', 'TableIndex', model.indices],
      ['foreignKeys', 'TableForeignKey', model.foreignKeys],
      ['uniques', 'TableUnique', model.uniques],
      ['checks', 'TableCheck', model.checks],
      ['exclusions', 'TableExclusion', model.exclusions],
    ]
    object.props.set('schema', fromHost(model.schema))
    object.props.set('name', fromHost(model.name))
    object.props.set('comment', fromHost(model.comment))
    for (const [name, brand, items] of parts) {
      object.props.set(name, new ArrayValue(items.map((item) => this.#part(brand, item))))
    }
  }

  #part(brand: string, item: object): Value {
    const part = this.#branded(brand)
    for (const [name, value] of Object.entries(item)) part.props.set(name, fromHost(value))
    return part
  }

  #branded(brand: string): ObjectValue {
    return new ObjectValue(brand, this.#prototypes(brand))
  }
}
