import type { Span } from '@migration-doctor/core'
import { type Lexeme, lex } from './lex.ts'

/**
 * Cuts a script at the semicolons that end statements: not those in the parentheses of a rule and not those in
 * a `BEGIN ATOMIC … END` body. Used when the script as a whole does not parse, so it takes any text, and an
 * unclosed parenthesis does not swallow the statements after it.
 */
export function cutStatements(text: string): readonly Span[] {
  const pieces: Span[] = []
  let start = 0
  let depth = new StatementDepth()
  for (const lexeme of lex(text)) {
    if (lexeme.kind === 'mark' && text.charAt(lexeme.start) === ';' && !depth.inside) {
      pieces.push({ start, end: lexeme.start })
      start = lexeme.end
      depth = new StatementDepth()
    } else depth.take(lexeme, text)
  }
  if (start < text.length) pieces.push({ start, end: text.length })
  return pieces
}

/** Whether a semicolon would stand inside the statement that has been read so far. */
class StatementDepth {
  #words: string[] = []
  #parens = 0
  #atomic = 0

  get inside(): boolean {
    return this.#atomic > 0 || (this.#parens > 0 && this.#opens('rule'))
  }

  take(lexeme: Lexeme, text: string): void {
    if (lexeme.kind === 'mark') {
      const mark = text.charAt(lexeme.start)
      if (mark === '(') this.#parens++
      else if (mark === ')') this.#parens = Math.max(0, this.#parens - 1)
    } else if (lexeme.kind === 'word') this.#word(text.slice(lexeme.start, lexeme.end).toLowerCase())
  }

  #word(word: string): void {
    const previous = this.#words.at(-1)
    if (this.#atomic > 0) {
      if (word === 'case') this.#atomic++
      else if (word === 'end') this.#atomic--
    } else if (word === 'atomic' && previous === 'begin' && (this.#opens('function') || this.#opens('procedure')))
      this.#atomic++
    // Only the opening words and the last one are ever looked at.
    if (this.#words.length < 5) this.#words.push(word)
    else this.#words[4] = word
  }

  /** `CREATE [OR REPLACE] <kind>` */
  #opens(kind: string): boolean {
    const [first, second, third, fourth] = this.#words
    if (first !== 'create') return false
    return second === kind || (second === 'or' && third === 'replace' && fourth === kind)
  }
}
