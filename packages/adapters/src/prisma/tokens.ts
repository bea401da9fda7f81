/** A token of the Prisma schema language. Offsets are UTF-16. */
export interface Token {
  readonly kind: 'word' | 'string' | 'sign' | 'line'
  /** Decoded for strings, as written otherwise. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const wordCharacter = /[\p{L}\p{N}_-]/u

/** Cuts a schema file into words, strings, signs and line ends; comments are left out. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const next = skip(source, at)
    if (next > at) {
      at = next
      continue
    }
    const token = tokenAt(source, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function skip(source: string, at: number): number {
  if (source.startsWith('//', at)) return endOfLine(source, at)
  if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2)
    return end < 0 ? source.length : end + 2
  }
  const character = source.charAt(at)
  return character === ' ' || character === '\t' || character === '\r' || character === '\uFEFF' ? at + 1 : at
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end < 0 ? source.length : end
}

function tokenAt(source: string, start: number): Token {
  const character = source.charAt(start)
  if (character === '\n') return { kind: 'line', text: '\n', start, end: start + 1 }
  if (character === '"') return stringAt(source, start)
  let end = start
  while (end < source.length && wordCharacter.test(source.charAt(end))) end++
  if (end > start) return { kind: 'word', text: source.slice(start, end), start, end }
  return { kind: 'sign', text: character, start, end: start + 1 }
}

/** A string runs to its closing quote or, when that is forgotten, to the end of the line. */
function stringAt(source: string, start: number): Token {
  const limit = endOfLine(source, start)
  let end = start + 1
  while (end < limit && source.charAt(end) !== '"') end += source.charAt(end) === '\\' ? 2 : 1
  end = Math.min(end + 1, limit)
  return { kind: 'string', text: decode(source.slice(start, end)), start, end }
}

function decode(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted)
    return typeof value === 'string' ? value : quoted
  } catch {
    return quoted.slice(1, quoted.endsWith('"') ? -1 : undefined)
  }
}
