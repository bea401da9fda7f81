import type { Piece, Place, SqlChunk } from '@migration-doctor/core'
import { Text } from '../evaluate/text.ts'
import { ArrayValue, FunctionValue, ObjectValue, type Value } from '../evaluate/value.ts'

/** Where the names in a call's arguments were written, by name; the first place of each. */
export function placesOfNames(args: readonly Value[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  const visit = (value: Value, depth: number): void => {
    if (value instanceof Text) notePlace(value, places)
    else if (depth === 0 || value instanceof FunctionValue) return
    else if (value instanceof ArrayValue) for (const item of value.items) visit(item, depth - 1)
    else if (value instanceof ObjectValue) for (const property of value.props.values()) visit(property, depth - 1)
  }
  for (const arg of args) visit(arg, 6)
  return places
}

function notePlace(text: Text, places: Map<string, Place>): void {
  const [only] = text.parts
  if (text.parts.length !== 1 || !only?.from || text.value === '') return
  if (!places.has(text.value)) places.set(text.value, only.from)
}

/** The statement of a call: its quoted names stand where the program wrote them, the rest for the call as a whole. */
export function chunkOfCall(sql: string, call: Place, names: ReadonlyMap<string, Place>): SqlChunk {
  const pieces: Piece[] = []
  for (const match of sql.matchAll(/'(?:[^']|'')*'|"([^"]+)"/g)) {
    const from = match[1] === undefined ? undefined : names.get(match[1])
    const at = { start: match.index, end: match.index + match[0].length }
    if (from?.file === call.file) pieces.push({ at, from, verbatim: false })
  }
  return { text: sql, place: call, pieces }
}
