import type { Node } from '@pgsql/types'
import { type Lexeme, lex } from '../lex.ts'
import type { NodeOf, Statement } from '../statement.ts'

/** A body of a DO statement or a routine, as the server stores it. */
export interface BodySource {
  /** `plpgsql` for a DO statement that names none; `''` for a routine that names none. */
  readonly language: string
  readonly body: string
  /** The offset in the script of an offset in the body. */
  readonly at: (offset: number) => number
}

/** The body of a `DO` or `CREATE FUNCTION … AS`; `null` for other statements and for `BEGIN ATOMIC` bodies. */
export function bodySource(statement: Statement, text: string): BodySource | null {
  const { node } = statement
  const options =
    'DoStmt' in node ? node.DoStmt.args : 'CreateFunctionStmt' in node ? node.CreateFunctionStmt.options : []
  const found = bodyOption(options)
  if (!found) return null
  const body = bodyText(found.arg)
  if (body === null) return null
  return {
    language: languageOf(options) ?? ('DoStmt' in node ? 'plpgsql' : ''),
    body,
    at: mapper(text, statement, found),
  }
}

function bodyOption(options: readonly Node[] | undefined): NodeOf<'DefElem'> | null {
  for (const option of options ?? []) if ('DefElem' in option && option.DefElem.defname === 'as') return option.DefElem
  return null
}

function bodyText(arg: Node | undefined): string | null {
  if (arg && 'String' in arg) return arg.String.sval ?? ''
  // Two strings are the object file and the symbol of a C function.
  if (arg && 'List' in arg && arg.List.items?.length === 1) return bodyText(arg.List.items[0])
  return null
}

/** The language that a statement names, in lower case as the parser folds it. */
export function languageOf(options: readonly Node[] | undefined): string | null {
  for (const option of options ?? []) {
    if (!('DefElem' in option) || option.DefElem.defname !== 'language') continue
    const arg = option.DefElem.arg
    return arg && 'String' in arg ? (arg.String.sval ?? '') : ''
  }
  return null
}

function mapper(text: string, statement: Statement, option: NodeOf<'DefElem'>): (offset: number) => number {
  const from = option.location ?? statement.span.start
  for (const lexeme of lex(text, from, statement.span.end)) {
    if (lexeme.kind === 'string') return withinString(text, lexeme)
  }
  return () => from
}

function withinString(text: string, string: Lexeme): (offset: number) => number {
  const inner = (offset: number, start: number) => Math.min(start + offset, string.end)
  if (text.charAt(string.start) === '$') {
    const start = text.indexOf('$', string.start + 1) + 1
    return (offset) => inner(offset, start)
  }
  // Escapes of E'…' are not followed: the string as a whole is the place.
  if (text.charAt(string.start) !== "'") return () => string.start
  const start = string.start + 1
  const doubled: number[] = []
  for (let at = start; at < string.end - 1; at++) {
    if (text.charAt(at) !== "'") continue
    doubled.push(at - start - doubled.length)
    at++
  }
  return (offset) => inner(offset + doubled.filter((quote) => quote < offset).length, start)
}
