import { type Token, tokenize } from './tokens.ts'

/** A value of a configuration block. */
export type SchemaValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }

/** `datasource db { … }` or `generator client { … }`. */
export interface ConfigurationBlock {
  readonly keyword: 'datasource' | 'generator'
  readonly name: string
  readonly file: string
  readonly start: number
  readonly end: number
  readonly properties: ReadonlyMap<string, SchemaValue>
}

/** The datasource and generator blocks of a schema file; models and enums are passed over. */
export function readBlocks(file: string, source: string): readonly ConfigurationBlock[] {
  const tokens = tokenize(source)
  const blocks: ConfigurationBlock[] = []
  let depth = 0
  for (const [index, token] of tokens.entries()) {
    if (token.text === '{' && token.kind === 'sign') depth++
    else if (token.text === '}' && token.kind === 'sign') depth--
    else if (depth === 0) {
      const block = blockAt(file, tokens, index)
      if (block) blocks.push(block)
    }
  }
  return blocks
}

function blockAt(file: string, tokens: readonly Token[], index: number): ConfigurationBlock | null {
  const [keyword, name, brace] = [tokens[index], tokens[index + 1], tokens[index + 2]]
  if (keyword?.text !== 'datasource' && keyword?.text !== 'generator') return null
  if (keyword.kind !== 'word' || name?.kind !== 'word' || brace?.text !== '{') return null
  const body = tokens.slice(index + 3)
  const close = body.findIndex((token) => token.kind === 'sign' && token.text === '}')
  const inner = close < 0 ? body : body.slice(0, close)
  const end = (close < 0 ? body.at(-1) : body[close])?.end ?? brace.end
  return {
    keyword: keyword.text,
    name: name.text,
    file,
    start: keyword.start,
    end,
    properties: propertiesOf(inner),
  }
}

function propertiesOf(tokens: readonly Token[]): ReadonlyMap<string, SchemaValue> {
  const properties = new Map<string, SchemaValue>()
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || tokens[index + 1]?.text !== '=') continue
    const value = valueAt(tokens, index + 2)
    if (value) properties.set(token.text, value)
  }
  return properties
}

function valueAt(tokens: readonly Token[], index: number): SchemaValue | null {
  const token = tokens[index]
  if (!token) return null
  if (token.kind === 'string') return { kind: 'text', text: token.text }
  if (token.text === '[') return { kind: 'list', items: itemsFrom(tokens, index + 1) }
  if (token.kind !== 'word') return null
  const argument = tokens[index + 2]
  if (token.text === 'env' && tokens[index + 1]?.text === '(' && argument?.kind === 'string') {
    return { kind: 'env', variable: argument.text }
  }
  return { kind: 'text', text: token.text }
}

function itemsFrom(tokens: readonly Token[], start: number): readonly string[] {
  const items: string[] = []
  for (const token of tokens.slice(start)) {
    if (token.kind === 'sign' && token.text === ']') break
    if (token.kind === 'string' || token.kind === 'word') items.push(token.text)
  }
  return items
}
