import { toText } from '../evaluate/convert.ts'
import { concat, plain, type Text } from '../evaluate/text.ts'
import { ArrayValue, type Call, FunctionValue, type Value } from '../evaluate/value.ts'
import { sendQuery } from './query.ts'

/** `queryRunner.sql\`… ${value} …\``: values become parameters, functions are written as they are, arrays one by one. */
export function taggedSql(call: Call): Value {
  const [strings, ...values] = call.args
  if (!(strings instanceof ArrayValue)) return sendQuery(call, false)
  const parameters: Value[] = []
  const texts: Text[] = []
  for (const [index, string] of strings.items.entries()) {
    texts.push(toText(string, call.site))
    if (index < values.length) texts.push(expressionText(values[index], parameters, call))
  }
  return sendQuery({ ...call, args: [concat(texts), new ArrayValue(parameters)] }, false)
}

function expressionText(value: Value, parameters: Value[], call: Call): Text {
  if (value === null) return plain('NULL')
  if (value instanceof FunctionValue) {
    const made = call.run.call(value, undefined, [], call.site)
    return made instanceof ArrayValue ? listText(made, parameters) : toText(made, call.site)
  }
  parameters.push(value)
  return plain(`$${parameters.length}`)
}

function listText(list: ArrayValue, parameters: Value[]): Text {
  if (list.items.length === 0) return plain('NULL')
  const names = list.items.map((item) => `$${parameters.push(item)}`)
  return plain(names.join(', '))
}
