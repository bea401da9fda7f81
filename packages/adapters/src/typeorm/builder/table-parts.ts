import { same } from '../evaluate/array.ts'
import { ArrayValue, ObjectValue, type Value } from '../evaluate/value.ts'

type Method = (table: ObjectValue, given: Value) => Value

/** Which part of a table the methods `add…` and `remove…` of TypeORM's `Table` change. */
const parts: Readonly<Record<string, string>> = {
  Column: 'columns',
  UniqueConstraint: 'uniques',
  CheckConstraint: 'checks',
  ExclusionConstraint: 'exclusions',
  ForeignKey: 'foreignKeys',
  Index: 'indices',
}

/** Methods that put a part into a table or take one out, by its name. */
export function partMethods(): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>()
  for (const [word, part] of Object.entries(parts)) {
    methods.set(`add${word}`, (table, given) => {
      change(table, part, [...partsOf(table, part), given])
      if (part === 'uniques') markUnique(table, given, true)
      return undefined
    })
    methods.set(`remove${word}`, (table, given) => {
      const found = partsOf(table, part).find((one) => same(prop(one, 'name'), prop(given, 'name')))
      if (found === undefined) return undefined
      change(
        table,
        part,
        partsOf(table, part).filter((one) => one !== found),
      )
      if (part === 'uniques') markUnique(table, found, false)
      return undefined
    })
  }
  return methods
}

/** The array that a table was made of is the program's own. */
function change(table: ObjectValue, part: string, items: readonly Value[]): void {
  table.props.set(part, new ArrayValue([...items]))
}

/** A unique constraint of one column is one of the column. */
function markUnique(table: ObjectValue, constraint: Value, isUnique: boolean): void {
  const [only, other] = partsOf(constraint, 'columnNames')
  if (only === undefined || other !== undefined) return
  const column = partsOf(table, 'columns').find((one) => same(prop(one, 'name'), only))
  if (column instanceof ObjectValue) column.props.set('isUnique', isUnique)
}

export function partsOf(value: Value, name: string): readonly Value[] {
  const list = prop(value, name)
  return list instanceof ArrayValue ? list.items : []
}

export function prop(value: Value, name: string): Value {
  return value instanceof ObjectValue ? value.props.get(name) : undefined
}
