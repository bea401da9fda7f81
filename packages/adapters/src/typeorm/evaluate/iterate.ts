import { plain, Text } from './text.ts'
import { ArrayValue, ObjectValue, Unknown, type Value } from './value.ts'

/** The items that a `for … of` or a spread would see. */
export function iterableItems(value: Value): readonly Value[] | Unknown {
  if (value instanceof Unknown) return value
  if (value instanceof ArrayValue) return value.taint ?? value.items
  if (value instanceof Text) return value.hole ?? [...value.value].map((letter) => plain(letter))
  if (value instanceof ObjectValue && (value.brand === 'Set' || value.brand === 'Map')) {
    const items = value.props.get('items')
    if (items instanceof ArrayValue) return value.taint ?? items.items
  }
  return []
}
