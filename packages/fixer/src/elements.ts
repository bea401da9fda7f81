import type { Span } from '@migration-doctor/core'
import { type SqlToken, scan } from '@migration-doctor/sql'

const comments = new Set(['SQL_COMMENT', 'C_COMMENT'])

/** The tokens of a statement, without its comments. */
export function tokensOf(text: string): readonly SqlToken[] {
  return scan(text).filter(({ name }) => !comments.has(name))
}

/** The elements of each top-level parenthesised list of a statement, in order. Offsets in the text. */
export function listsOf(text: string): readonly (readonly Span[])[] {
  const lists: Span[][] = []
  let depth = 0
  let open: Span | null = null
  for (const { name, start, end } of tokensOf(text)) {
    if (name === 'ASCII_41') depth--
    const parts = depth === 1 && name === 'ASCII_44'
    if (parts || (name === 'ASCII_41' && depth === 0)) {
      if (open) lists.at(-1)?.push(open)
      open = null
    } else if (depth >= 1) open = extended(open, start, end)
    if (name !== 'ASCII_40') continue
    if (depth === 0) lists.push([])
    depth++
  }
  return lists
}

function extended(open: Span | null, start: number, end: number): Span {
  return { start: open?.start ?? start, end }
}

/** The elements of the first parenthesised list of a statement: columns and constraints of a `CREATE TABLE`. */
export function elementsOf(text: string): readonly Span[] {
  return listsOf(text)[0] ?? []
}

/** The elements of a `CREATE TABLE` by the name that each begins with: a column's whole definition. */
export function elementsByName(text: string): ReadonlyMap<string, string> {
  return new Map(
    elementsOf(text).flatMap(({ start, end }) => {
      const element = text.slice(start, end)
      const [name] = tokensOf(element)
      return name ? [[nameIn(element.slice(name.start, name.end)), element] as const] : []
    }),
  )
}

/** Takes one element of the first list out, with the comma that parts it from its neighbour. */
export function withoutElement(text: string, at: number): string {
  const elements = elementsOf(text)
  const element = elements[at]
  if (!element) return text
  const before = elements[at - 1]
  const after = elements[at + 1]
  if (before) return text.slice(0, before.end) + text.slice(element.end)
  return text.slice(0, element.start) + text.slice(after ? after.start : element.end)
}

/** The name that a token stands for: unquoted ones folded. */
export function nameIn(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()
}
