import { lexer, type Token, type Tokens } from 'marked'
import { type Paint, paintFor, wrap } from '../paint.ts'
import { apart, textOf } from '../text.ts'
import { visible, visibleLine } from '../visible.ts'

interface PageView {
  readonly paint: Paint
  readonly width: number
}

/** Renders the Markdown that rule pages use: headings, paragraphs, lists, code, quotes, tables as they stand. */
export function pageLines(markdown: string, options: { color: boolean; width: number }): string {
  const view = { paint: paintFor(options.color), width: options.width }
  return textOf(apart(lexer(markdown).map((token) => block(token, view))))
}

function block(token: Token, view: PageView): readonly string[] {
  const { paint, width } = view
  if (isHeading(token)) return wrap(heading(token, paint), width)
  if (isList(token)) return token.items.flatMap((item, index) => listItem(item, bullet(token, index), view))
  if (isCode(token)) return token.text.split('\n').map((line) => `    ${paint.command(visible(line))}`)
  if (isQuote(token)) {
    return apart(token.tokens.map((inner) => block(inner, { ...view, width: width - 2 }))).map(quoted)
  }
  if (token.type === 'hr') return [paint.quiet('─'.repeat(Math.min(width, 40)))]
  if (token.type === 'space' || token.type === 'html') return []
  if (token.type === 'table') return token.raw.trimEnd().split('\n').map(visible)
  return wrap(inline(token, paint), width)

  function quoted(line: string): string {
    return `${paint.quiet('│')} ${line}`
  }
}

function heading({ depth, tokens }: Tokens.Heading, paint: Paint): string {
  const text = tokens.map((token) => inline(token, paint)).join('')
  return depth === 1 ? paint.strong(text) : paint.name(text)
}

function bullet(list: Tokens.List, index: number): string {
  return list.ordered ? `${Number(list.start || 1) + index}. ` : '- '
}

function listItem(item: Tokens.ListItem, sign: string, view: PageView): readonly string[] {
  const width = view.width - sign.length
  const lines = apart(item.tokens.map((token) => block(token, { ...view, width })))
  return lines.map((line, index) => (index === 0 ? sign : ' '.repeat(sign.length)) + line)
}

function inline(token: Token, paint: Paint): string {
  if (token.type === 'codespan' && 'text' in token) return paint.name(visibleLine(`\`${token.text}\``))
  const text =
    'tokens' in token && token.tokens ? token.tokens.map((inner) => inline(inner, paint)).join('') : plain(token)
  if (token.type === 'strong') return paint.strong(text)
  if (isLink(token)) return token.href === text ? text : `${text} (${visibleLine(token.href)})`
  return text
}

function plain(token: Token): string {
  return visibleLine('text' in token && typeof token.text === 'string' ? token.text : token.raw)
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading'
}
function isList(token: Token): token is Tokens.List {
  return token.type === 'list'
}
function isCode(token: Token): token is Tokens.Code {
  return token.type === 'code'
}
function isQuote(token: Token): token is Tokens.Blockquote {
  return token.type === 'blockquote'
}
function isLink(token: Token): token is Tokens.Link {
  return token.type === 'link'
}
