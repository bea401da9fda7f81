import { type Lexeme, lex } from '../lex.ts'
import type { PlpgsqlBody, PlpgsqlStatement } from './tree.ts'

/** A body in which the parser takes every variable that stands in a list of targets for a scalar. */
export interface ScalarBody {
  readonly body: string
  /** The types as written, by `line:name`. */
  readonly types: ReadonlyMap<string, string>
}

interface Word {
  /** Folded unless quoted. */
  readonly name: string
  readonly text: string
  readonly kind: Lexeme['kind']
  readonly start: number
  readonly end: number
}

/**
 * The parser knows no types but the built-in ones and takes all others for composite ones, which cannot stand in a
 * list such as `INTO a, b`. `null`: no list has a variable of such a type.
 */
export function withScalars(body: string): ScalarBody | null {
  const words = wordsOf(body)
  const listed = listedNames(words)
  const types = new Map<string, string>()
  let text = ''
  let from = 0
  for (const { name, type } of declarationsOf(words)) {
    const first = type[0]
    const last = type.at(-1)
    if (!first || !last || !listed.has(name.name)) continue
    const written = body.slice(first.start, last.end)
    if (/^record$|%\s*(?:row)?type$/i.test(written)) continue
    types.set(`${body.slice(0, name.start).split('\n').length}:${name.name}`, written)
    text += `${body.slice(from, first.start)}int${'\n'.repeat(written.split('\n').length - 1)}`
    from = last.end
  }
  return types.size === 0 ? null : { body: text + body.slice(from), types }
}

/** A body in which row types are records, whose fields the parser takes as they come. `null`: it has none. */
export function withRecords(body: string): ScalarBody | null {
  const types = new Map<string, string>()
  let text = ''
  let from = 0
  for (const { name, type } of declarationsOf(wordsOf(body))) {
    const first = type[0]
    const last = type.at(-1)
    if (!first || !last || last.name !== 'rowtype') continue
    const written = body.slice(first.start, last.end)
    types.set(`${body.slice(0, name.start).split('\n').length}:${name.name}`, written)
    text += `${body.slice(from, first.start)}record${'\n'.repeat(written.split('\n').length - 1)}`
    from = last.end
  }
  return types.size === 0 ? null : { body: text + body.slice(from), types }
}

/** Gives the variables their written types back. */
export function withTypes(read: PlpgsqlBody, types: ScalarBody['types']): PlpgsqlBody {
  const mapped = (statement: PlpgsqlStatement): PlpgsqlStatement => {
    const inner = 'body' in statement ? { ...statement, body: statement.body.map(mapped) } : statement
    if (inner.kind === 'block') {
      const declarations = inner.declarations.map((one) => ({
        ...one,
        type: types.get(`${one.line}:${one.name}`) ?? one.type,
      }))
      const handlers = inner.handlers?.map((handler) => ({ ...handler, body: handler.body.map(mapped) })) ?? null
      return { ...inner, declarations, handlers }
    }
    if (inner.kind !== 'if' && inner.kind !== 'case') return inner
    const branches = inner.branches.map((branch) => ({ ...branch, body: branch.body.map(mapped) }))
    return inner.kind === 'if'
      ? { ...inner, branches, otherwise: inner.otherwise.map(mapped) }
      : { ...inner, branches, otherwise: inner.otherwise?.map(mapped) ?? null }
  }
  const block = mapped(read.block)
  return block.kind === 'block' ? { ...read, block } : read
}

/** Whether the first loop over rows whose variable is nowhere declared runs a query that EXECUTE makes. */
export function isDynamicLoop(body: string): boolean {
  const words = wordsOf(body)
  const declared = new Set([...declarationsOf(words)].map(({ name }) => name.name))
  for (const [at, word] of words.entries()) {
    const variable = words[at + 1]
    if (word.kind !== 'word' || word.name !== 'for' || !variable || declared.has(variable.name)) continue
    const to = words.findIndex((one, index) => index > at && one.name === 'in' && one.kind === 'word')
    const query = words[to + 1]?.name ?? ''
    if (to !== -1 && queryWords.has(query)) return query === 'execute'
  }
  return false
}

const queryWords = new Set(['execute', 'select', 'with', 'values', 'insert', 'update', 'delete', 'table', '('])

function wordsOf(body: string): readonly Word[] {
  const words: Word[] = []
  for (const { kind, start, end } of lex(body)) {
    if (kind === 'comment') continue
    const text = body.slice(start, end)
    const name = kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()
    words.push({ name, text, kind, start, end })
  }
  return words
}

/** Names in `INTO a, b` and `FOR a, b IN`. */
function listedNames(words: readonly Word[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [at, word] of words.entries()) {
    if (word.kind !== 'word' || (word.name !== 'into' && word.name !== 'for')) continue
    const first = words[at + 1]?.name === 'strict' ? at + 2 : at + 1
    const list: string[] = []
    for (let next = first; ; next += 2) {
      const item = words[next]
      if (item && isName(item)) list.push(item.name)
      if (words[next + 1]?.text !== ',') break
    }
    if (list.length > 1) for (const name of list) names.add(name)
  }
  return names
}

interface Declaration {
  readonly name: Word
  readonly type: readonly Word[]
}

function* declarationsOf(words: readonly Word[]): Generator<Declaration> {
  let declaring = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (!word) return
    if (word.kind === 'word' && word.name === 'declare') declaring = true
    else if (word.kind === 'word' && word.name === 'begin') declaring = false
    else if (declaring && isName(word)) {
      const end = words.findIndex((one, index) => index > at && one.text === ';')
      if (end === -1) return
      yield { name: word, type: typeOf(words.slice(at + 1, end)) }
      at = end
    }
  }
}

function typeOf(rest: readonly Word[]): readonly Word[] {
  const from = rest[0]?.text.toLowerCase() === 'constant' ? 1 : 0
  const end = rest.findIndex(
    ({ name, kind, text }, index) =>
      index >= from &&
      (text === ':' || text === '=' || (kind === 'word' && ['default', 'not', 'collate'].includes(name))),
  )
  return rest.slice(from, end === -1 ? rest.length : end)
}

function isName({ kind }: Word): boolean {
  return kind === 'word' || kind === 'name'
}
