import type { QualifiedName } from '../names.ts'

/** Splits `a.b` or `"A"."b"` as `textToQualifiedNameList` does; `null` when it is no plain name. */
export function splitIdentifiers(text: string): QualifiedName | null {
  const parts: string[] = []
  let rest = text.trim()
  while (true) {
    const part = rest.startsWith('"') ? quotedPart(rest) : plainPart(rest)
    if (!part || part.name === '') return null
    parts.push(part.name)
    rest = part.rest.trimStart()
    if (rest === '') break
    if (!rest.startsWith('.')) return null
    rest = rest.slice(1).trimStart()
  }
  return { schema: parts.length > 1 ? (parts.at(-2) ?? null) : null, name: parts.at(-1) ?? '' }
}

interface Part {
  readonly name: string
  readonly rest: string
}

function quotedPart(text: string): Part | null {
  let name = ''
  for (let at = 1; at < text.length; at++) {
    if (text.charAt(at) !== '"') name += text.charAt(at)
    else if (text.charAt(at + 1) === '"') {
      name += '"'
      at++
    } else return { name, rest: text.slice(at + 1) }
  }
  return null
}

function plainPart(text: string): Part {
  let at = 0
  while (at < text.length && text.charAt(at) !== '.' && text.charAt(at).trim() !== '') at++
  return { name: text.slice(0, at).toLowerCase(), rest: text.slice(at) }
}
