import type { Span } from '@migration-doctor/core'
import type { SqlToken } from './statement.ts'

/**
 * Cuts a script at the semicolons that end statements: not those in parentheses (rules) and not those in a
 * `BEGIN ATOMIC … END` body. Used when the script as a whole does not parse.
 */
export function cutStatements(text: string, scan: (text: string) => readonly SqlToken[]): readonly Span[] {
  const pieces: Span[] = []
  let start = 0
  let parens = 0
  let atomic = 0
  let previous = ''
  for (const token of scan(text)) {
    const word = token.text.toLowerCase()
    if (token.name === 'ASCII_40') parens++
    else if (token.name === 'ASCII_41') parens = Math.max(0, parens - 1)
    else if (word === 'atomic' && previous === 'begin') atomic++
    else if (atomic > 0 && word === 'case') atomic++
    else if (atomic > 0 && word === 'end') atomic--
    else if (token.name === 'ASCII_59' && parens === 0 && atomic === 0) {
      pieces.push({ start, end: token.start })
      start = token.end
    }
    previous = word
  }
  if (start < text.length) pieces.push({ start, end: text.length })
  return pieces
}
