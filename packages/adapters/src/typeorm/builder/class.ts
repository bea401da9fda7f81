import { same } from '../evaluate/array.ts'
import { spreadInto } from '../evaluate/expression.ts'
import { ArrayValue, type Call, FunctionValue, native, ObjectValue, type Value } from '../evaluate/value.ts'
import { partMethods, partsOf, prop } from './table-parts.ts'

const names = [
  'Table',
  'TableColumn',
  'TableIndex',
  'TableForeignKey',
  'TableUnique',
  'TableCheck',
  'TableExclusion',
  'View',
]

/** The classes of the schema builder: an instance holds the options it was made of. */
export function tableClasses(): Map<string, FunctionValue> {
  return new Map(names.map((name) => [name, classOf(name)]))
}

function classOf(name: string): FunctionValue {
  const prototype = new ObjectValue()
  const make = (call: Call): Value => {
    const made = new ObjectValue(name, prototype)
    if (name === 'Table') for (const part of Object.keys(partClasses)) made.props.set(part, new ArrayValue([]))
    spreadInto(made, call.args[0])
    return made
  }
  const fn: FunctionValue = new FunctionValue({ name, invoke: make, build: make })
  fn.props.set('prototype', prototype)
  prototype.props.set('constructor', fn)
  prototype.props.set(
    'clone',
    native('clone', (call) => make({ ...call, args: [call.self] })),
  )
  if (name === 'Table') addTableMethods(prototype)
  return fn
}

const partClasses = { columns: 0, indices: 0, foreignKeys: 0, uniques: 0, checks: 0, exclusions: 0 }

function addTableMethods(prototype: ObjectValue): void {
  const method = (name: string, answer: (table: ObjectValue, given: Value) => Value): void => {
    prototype.props.set(
      name,
      native(name, ({ self, args }) => (self instanceof ObjectValue ? answer(self, args[0]) : undefined)),
    )
  }
  method('findColumnByName', (table, name) =>
    partsOf(table, 'columns').find((column) => same(prop(column, 'name'), name)),
  )
  method('findColumnIndices', (table, column) => withColumn(table, 'indices', column))
  method('findColumnForeignKeys', (table, column) => withColumn(table, 'foreignKeys', column))
  method('findColumnUniques', (table, column) => withColumn(table, 'uniques', column))
  method('findColumnChecks', (table, column) => withColumn(table, 'checks', column))
  for (const [name, answer] of partMethods()) method(name, answer)
  const primary = native(
    'primaryColumns',
    ({ self }) =>
      new ArrayValue(
        self instanceof ObjectValue
          ? partsOf(self, 'columns').filter((column) => prop(column, 'isPrimary') === true)
          : [],
      ),
  )
  prototype.getters.set('primaryColumns', primary)
}

function withColumn(table: ObjectValue, part: string, column: Value): Value {
  const name = prop(column, 'name')
  const names = (item: Value): readonly Value[] => (item instanceof ObjectValue ? partsOf(item, 'columnNames') : [])
  return new ArrayValue(partsOf(table, part).filter((item) => names(item).some((one) => same(one, name))))
}
