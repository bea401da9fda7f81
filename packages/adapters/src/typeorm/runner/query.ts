import type { SqlStep } from '@migration-doctor/core'
import { askCatalog } from '../catalog-query/ask.ts'
import { knownString, toText } from '../evaluate/convert.ts'
import { chunkOf, Text } from '../evaluate/text.ts'
import { isData } from '../evaluate/touches.ts'
import { ArrayValue, type Call, ObjectValue, Unknown, type Value } from '../evaluate/value.ts'

/** `query(sql, parameters)`: what it sends, and that its rows are not known. */
export function sendQuery(call: Call, elsewhere: boolean): Value {
  const { args, site, run } = call
  const given = args[0]
  const why = run.effects.inTrial
  if (!(given instanceof Text) || given.hole) {
    const hole = given instanceof Text ? given.hole : given instanceof Unknown ? given : null
    const texts = given instanceof Unknown ? given.choices : [given]
    const data = texts.length > 0 && texts.every((text) => text instanceof Text && isData(text.value))
    const reason = `the text of the query depends on ${hole?.reason ?? 'something that is no text'}`
    run.effects.emit({ kind: 'unreadable', place: site, reason, mayTouch: data ? [] : null })
  } else {
    const step = sqlStep(given, args[1], call)
    run.effects.emit({ ...step, ...(elsewhere ? { elsewhere } : {}) })
    const rows = why ? null : askCatalog(step, call)
    if (rows !== null) return rows
  }
  return new Unknown(why ? why.reason : 'the result of a query', site)
}

function sqlStep(text: Text, given: Value, call: Call): SqlStep {
  const chunk = chunkOf(text, call.site)
  const parameters = parametersOf(given, call)
  return parameters && parameters.length > 0 ? { kind: 'sql', chunk, parameters } : { kind: 'sql', chunk }
}

/** `undefined` items are values that are not known. */
function parametersOf(given: Value, call: Call): (string | null | undefined)[] | null {
  if (given instanceof Unknown) return [undefined]
  if (!(given instanceof ArrayValue)) return null
  if (given.taint) return [undefined]
  return given.items.map((item) => {
    if (item === null || item === undefined) return null
    if (item instanceof Unknown || item instanceof ArrayValue || item instanceof ObjectValue) return undefined
    return knownString(toText(item, call.site)) ?? undefined
  })
}
