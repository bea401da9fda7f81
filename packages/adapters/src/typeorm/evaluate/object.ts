import { knownString } from './convert.ts'
import { plain } from './text.ts'
import { ArrayValue, type Call, type FunctionValue, native, ObjectValue, type Value } from './value.ts'

/** Methods that every object has. */
export const objectMethods: ReadonlyMap<string, FunctionValue> = new Map<string, FunctionValue>([
  ['hasOwnProperty', native('hasOwnProperty', has)],
  ['propertyIsEnumerable', native('propertyIsEnumerable', has)],
  ['toString', native('toString', () => plain('[object Object]'))],
  ['valueOf', native('valueOf', ({ self }) => self)],
])

function has({ self, args }: Call): Value {
  const name = knownString(args[0])
  if (self instanceof ArrayValue) return self.taint ?? Number(name) < self.items.length
  return self instanceof ObjectValue && name !== null && (self.props.has(name) || self.getters.has(name))
}
