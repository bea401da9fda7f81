import { type Lexeme, lex } from '@migration-doctor/sql'
import type { Claim } from './timeline.ts'

/** What a text that does not parse would have made, as far as its words tell: so that what follows from the fault is known. */
export function brokenClaims(text: string): readonly Claim[] {
  return statementsIn(text).flatMap((words) => new Reader(words).claims())
}

interface Word {
  /** Folded as PostgreSQL folds names; a mark stands for itself. */
  readonly text: string
  readonly isName: boolean
  readonly isKeyword: boolean
}

function statementsIn(text: string): readonly (readonly Word[])[] {
  const statements: Word[][] = [[]]
  for (const lexeme of lex(text)) {
    if (lexeme.kind === 'comment') continue
    const word = wordOf(text, lexeme)
    if (word.text === ';' && !word.isName) statements.push([])
    else statements.at(-1)?.push(word)
  }
  return statements
}

function wordOf(text: string, { kind, start, end, closed }: Lexeme): Word {
  const raw = text.slice(start, end)
  if (kind !== 'name') return { text: raw.toLowerCase(), isName: kind === 'word', isKeyword: kind === 'word' }
  return { text: raw.slice(1, closed ? -1 : undefined).replaceAll('""', '"'), isName: true, isKeyword: false }
}

const modifiers: ReadonlySet<string> = new Set(
  'or replace temp temporary unlogged global local unique recursive materialized constraint foreign'.split(' '),
)
const tableParts: ReadonlySet<string> = new Set('primary unique check foreign exclude like constraint'.split(' '))

const kinds: Readonly<Record<string, Claim['kind']>> = {
  view: 'relation',
  index: 'relation',
  sequence: 'relation',
  type: 'type',
  domain: 'type',
  schema: 'schema',
  function: 'routine',
  procedure: 'routine',
  extension: 'extension',
}

interface Name {
  readonly schema: string | null
  readonly name: string
}

/** Reads the beginning of one statement. */
class Reader {
  readonly #words: readonly Word[]
  #at = 0

  constructor(words: readonly Word[]) {
    this.#words = words
  }

  claims(): readonly Claim[] {
    if (this.#took('create')) return this.#created()
    if (!this.#took('alter') || !this.#took('table')) return []
    this.#skip('if', 'exists')
    this.#skip('only')
    const table = this.#name()
    return table ? this.#added(table) : []
  }

  #created(): readonly Claim[] {
    while (modifiers.has(this.#keyword())) this.#at++
    const what = this.#keyword()
    this.#at++
    this.#skip('concurrently')
    this.#skip('if', 'not', 'exists')
    const name = this.#name()
    const kind = kinds[what]
    if (!name) return []
    if (what === 'table') return [{ kind: 'relation', ...name }, { kind: 'type', ...name }, ...this.#columns(name)]
    return kind ? [{ kind, ...name }] : []
  }

  /** What stands in the parentheses of a table, as far as they go. */
  #columns(table: Name): readonly Claim[] {
    const claims: Claim[] = []
    let depth = 0
    for (; this.#at < this.#words.length; this.#at++) {
      const { text, isName } = this.#words[this.#at] ?? { text: '', isName: false }
      if (text === ')' && !isName) depth--
      const begins = depth === 1 && text === ',' && !isName
      if (text === '(' && !isName) depth++
      if (begins || (depth === 1 && text === '(' && !isName)) {
        this.#at++
        claims.push(...this.#element(table))
        this.#at--
      }
    }
    return claims
  }

  #element(table: Name): readonly Claim[] {
    if (this.#took('constraint')) {
      const name = this.#name()
      return name ? [{ kind: 'constraint', schema: table.schema, name: `${table.name}.${name.name}` }] : []
    }
    if (tableParts.has(this.#keyword())) return []
    const column = this.#name()
    return column ? [{ kind: 'column', ...table, column: column.name }] : []
  }

  #added(table: Name): readonly Claim[] {
    const claims: Claim[] = []
    for (; this.#at < this.#words.length; this.#at++) {
      if (!this.#took('add')) continue
      this.#skip('column')
      this.#skip('if', 'not', 'exists')
      claims.push(...this.#element(table))
      this.#at--
    }
    return claims
  }

  #keyword(): string {
    const word = this.#words[this.#at]
    return word?.isKeyword ? word.text : ''
  }

  #took(keyword: string): boolean {
    if (this.#keyword() !== keyword) return false
    this.#at++
    return true
  }

  #skip(...keywords: readonly string[]): void {
    if (keywords.every((keyword, at) => this.#words[this.#at + at]?.text === keyword)) this.#at += keywords.length
  }

  #name(): Name | null {
    const first = this.#words[this.#at]
    if (!first?.isName) return null
    this.#at++
    if (this.#words[this.#at]?.text !== '.') return { schema: null, name: first.text }
    const second = this.#words[this.#at + 1]
    if (!second?.isName) return { schema: null, name: first.text }
    this.#at += 2
    return { schema: first.text, name: second.text }
  }
}
