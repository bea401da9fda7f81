import { plain, Text } from './text.ts'
import { ArrayValue, native, ObjectValue, objectOf, Unknown, type Value } from './value.ts'

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

/** The name under which `[Symbol.iterator]` is looked up. */
export const iteratorName = '@@iterator'

/** An iterator over what is known; over what is not, an unknown one. */
export function iteratorOf(value: Value): Value {
  const items = iterableItems(value)
  if (items instanceof Unknown) return items
  let at = 0
  const next = native('next', () => {
    const done = at >= items.length
    const item = items[at]
    at += 1
    return objectOf({ done, value: done ? undefined : item })
  })
  const iterator = objectOf({ next }, 'Iterator')
  iterator.props.set(
    iteratorName,
    native(iteratorName, () => iterator),
  )
  return iterator
}
