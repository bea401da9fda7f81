import { spreadInto } from '../evaluate/expression.ts'
import { type Call, FunctionValue, ObjectValue, type Value } from '../evaluate/value.ts'

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
    spreadInto(made, call.args[0])
    return made
  }
  const fn = new FunctionValue({ name, invoke: make, build: make })
  fn.props.set('prototype', prototype)
  return fn
}
