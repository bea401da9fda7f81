import { parseExpression, parseScript } from '../parse.ts'
import type { NodeOf, ScriptItem, SyntaxProblem } from '../statement.ts'

/** SQL inside a PL/pgSQL body; parsed when first asked for. */
export class EmbeddedSql {
  readonly text: string
  /** Where its text begins in the body; `null` when that is not known. */
  readonly start: number | null
  #items: readonly ScriptItem[] | null = null
  #query: NodeOf<'SelectStmt'> | SyntaxProblem | null = null

  constructor(text: string, start: number | null) {
    this.text = text
    this.start = start
  }

  /** The text from an offset on. */
  slice(from: number): EmbeddedSql {
    return new EmbeddedSql(this.text.slice(from), this.start === null ? null : this.start + from)
  }

  /** As statements; locations count from the beginning of `text`. */
  statements(): readonly ScriptItem[] {
    this.#items ??= parseScript(this.text).items
    return this.#items
  }

  /** As an expression of PL/pgSQL, which is what may follow SELECT; locations count from the beginning of `text`. */
  expression(): NodeOf<'SelectStmt'> | SyntaxProblem {
    this.#query ??= parseExpression(this.text)
    return this.#query
  }
}
