/** One value written within the text of an array, a range or a row. */
export interface LiteralPart {
  readonly text: string
  /** Something of it stands in quotes or behind a backslash: it is never NULL. */
  readonly isQuoted: boolean
}

/** Reads the text of a value made of values, as PostgreSQL's input functions do. */
class PartReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  skipBlanks(): void {
    while (!this.atEnd && ' \t\n\r\v\f'.includes(this.#text.charAt(this.#at))) this.#at++
  }

  /** Goes past the next character if it is one of these; otherwise `null`. */
  take(characters: string): string | null {
    const next = this.#text.charAt(this.#at)
    if (next === '' || !characters.includes(next)) return null
    this.#at++
    return next
  }

  isAt(characters: string): boolean {
    return !this.atEnd && characters.includes(this.#text.charAt(this.#at))
  }

  /** What stands in quotes that begin here; `null`: they are not closed. */
  quoted(): LiteralPart | null {
    let text = ''
    for (this.#at++; !this.isAt('"'); this.#at++) {
      if (this.isAt('\\')) this.#at++
      if (this.atEnd) return null
      text += this.#text.charAt(this.#at)
    }
    this.#at++
    return { text, isQuoted: true }
  }

  /** Up to one of these outside of quotes; `null`: the text ends before. */
  part(ends: string): LiteralPart | null {
    let text = ''
    let isQuoted = false
    for (let inQuotes = false; inQuotes || !this.isAt(ends); this.#at++) {
      const letter = this.#text.charAt(this.#at)
      if (letter === '') return null
      const isDoubled = inQuotes && letter === '"' && this.#text.charAt(this.#at + 1) === '"'
      if (letter === '\\' || isDoubled) {
        this.#at++
        if (this.atEnd) return null
        text += this.#text.charAt(this.#at)
        isQuoted = true
      } else if (letter === '"') {
        inQuotes = !inQuotes
        isQuoted = true
      } else text += letter
    }
    return { text, isQuoted }
  }
}

/** The bounds of a range that are said; `null`: no such text is a range. */
export function rangeBounds(text: string): readonly LiteralPart[] | null {
  if (text.trim().toLowerCase() === 'empty') return []
  const reader = new PartReader(text)
  reader.skipBlanks()
  if (!reader.take('[(')) return null
  const lower = reader.isAt(',') ? undefined : reader.part(',)]')
  if (lower === null || !reader.take(',')) return null
  const upper = reader.isAt(')]') ? undefined : reader.part(',)]')
  if (upper === null || !reader.take(')]')) return null
  reader.skipBlanks()
  return reader.atEnd ? [lower, upper].flatMap((bound) => bound ?? []) : null
}

/** The fields of a row, each `undefined` when it is NULL; `null`: no such text is a row. */
export function rowFields(text: string): readonly (LiteralPart | undefined)[] | null {
  const reader = new PartReader(text)
  reader.skipBlanks()
  if (!reader.take('(')) return null
  const fields: (LiteralPart | undefined)[] = []
  do {
    const field = reader.isAt(',)') ? undefined : reader.part(',)')
    if (field === null) return null
    fields.push(field)
  } while (reader.take(','))
  if (!reader.take(')')) return null
  reader.skipBlanks()
  return reader.atEnd ? fields : null
}

/** The elements of a plain array of one dimension; `null`: it is malformed, or has more dimensions. */
export function arrayElements(text: string): readonly LiteralPart[] | null {
  const reader = new PartReader(text.trim())
  if (!reader.take('{')) return null
  reader.skipBlanks()
  const elements: LiteralPart[] = []
  if (!reader.isAt('}')) {
    do {
      reader.skipBlanks()
      const element = reader.isAt('"') ? reader.quoted() : reader.part(',{}"')
      if (!element || (element.text.trim() === '' && !element.isQuoted)) return null
      elements.push(element.isQuoted ? element : { ...element, text: element.text.trim() })
      reader.skipBlanks()
    } while (reader.take(','))
  }
  return reader.take('}') && reader.atEnd ? elements : null
}
