import type { Span } from '@migration-doctor/core'
import { scan } from '@migration-doctor/sql'

/** The elements of the first parenthesised list of a statement: columns and constraints of a `CREATE TABLE`. Offsets in the text. */
export function elementsOf(text: string): readonly Span[] {
  const elements: Span[] = []
  let depth = 0
  let start = -1
  let last = -1
  for (const token of scan(text)) {
    if (token.name === 'SQL_COMMENT' || token.name === 'C_COMMENT') continue
    if (token.name === 'ASCII_40') depth++
    if (
      depth === 1 &&
      token.name !== 'ASCII_40' &&
      token.name !== 'ASCII_41' &&
      token.name !== 'ASCII_44' &&
      start === -1
    ) {
      start = token.start
    }
    if (token.name === 'ASCII_41') depth--
    const ends = (depth === 1 && token.name === 'ASCII_44') || (depth === 0 && token.name === 'ASCII_41')
    if (ends && start !== -1) {
      elements.push({ start, end: last })
      start = -1
    }
    if (ends && depth === 0) return elements
    last = token.end
  }
  return elements
}

/** Takes one element of the list out, with the comma that parts it from its neighbour. */
export function withoutElement(text: string, at: number): string {
  const elements = elementsOf(text)
  const element = elements[at]
  if (!element) return text
  const before = elements[at - 1]
  const after = elements[at + 1]
  if (before) return text.slice(0, before.end) + text.slice(element.end)
  return text.slice(0, element.start) + text.slice(after ? after.start : element.end)
}
