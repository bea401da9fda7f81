import { tokenStarts } from '../lex.ts'
import { EmbeddedSql } from './embedded.ts'

/**
 * Finds the place of embedded SQL in a body: PostgreSQL's parser gives the text and a line, and texts come in
 * the order of the body. A text matches at the beginning of a token; blanks in it match anything, because INTO
 * clauses are blanked out.
 */
export class Locator {
  readonly #body: string
  readonly #starts: readonly number[]
  readonly #lines: number[] = [0, 0]
  #cursor = 0

  constructor(body: string) {
    this.#body = body
    this.#starts = tokenStarts(body)
    for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) this.#lines.push(at + 1)
  }

  /** From the beginning of the body. */
  startAgain(): void {
    this.#cursor = 0
  }

  /** `line` is that of the statement, from 1, and 0 when it is not known. `lead`: text that stands in place of the first word. */
  place(
    text: string,
    line: number,
    lead: { readonly written: string; readonly parsed: string } | null = null,
  ): EmbeddedSql {
    const wanted = lead ? lead.written + text.slice(lead.parsed.length) : text
    const from = Math.max(this.#cursor, this.#lines[line] ?? 0)
    for (let index = this.#indexFrom(from); index < this.#starts.length; index++) {
      const start = this.#starts[index] ?? 0
      if (!this.#matches(wanted, start)) continue
      this.#cursor = start + wanted.length
      return new EmbeddedSql(text, lead ? start + lead.written.length - lead.parsed.length : start)
    }
    return new EmbeddedSql(text, null)
  }

  #indexFrom(offset: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  #matches(wanted: string, start: number): boolean {
    if (start + wanted.length > this.#body.length) return false
    for (let at = 0; at < wanted.length; at++) {
      const char = wanted.charCodeAt(at)
      if (char !== 32 && char !== this.#body.charCodeAt(start + at) && !this.#isLead(wanted, start, at)) return false
    }
    return true
  }

  /** PERFORM is compared without regard to case. */
  #isLead(wanted: string, start: number, at: number): boolean {
    return (
      wanted.startsWith(performWord) &&
      at < performWord.length &&
      this.#body.charAt(start + at).toLowerCase() === wanted.charAt(at)
    )
  }
}

const performWord = 'perform'
