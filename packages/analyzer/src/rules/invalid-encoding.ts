import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'

const contents: Readonly<Record<string, string>> = {
  'utf-8': 'bytes that are not UTF-8',
  'utf-16': 'UTF-16 text',
  nul: 'a NUL character',
}

const outcomes: Readonly<Record<string, string>> = {
  sent: 'PostgreSQL refuses them (22021)',
  refused: 'the tool refuses the file',
  replaced: 'the tool puts U+FFFD in their place, and that is what the database gets',
  unknown: 'PostgreSQL refuses them (22021), unless the runner puts U+FFFD in their place',
}

/** A file is not the UTF-8 text that PostgreSQL is told to expect. */
export const rule = defineRule<RuleData>({
  name: 'invalid-encoding',
  severity: 'error',
  summary: 'A file holds bytes that are not UTF-8 text.',
  needs: [],
  why: `Tools send a file's bytes as UTF-8. PostgreSQL stops at the first byte that cannot be one (SQLSTATE 22021), and at a NUL it ends the message; a tool in Node sends U+FFFD instead, so that letters are lost without a word.`,
  check: (world) => readingFacts('invalid-encoding', world, (data) => (isCertain(data) ? 'error' : 'warning')),
  message: (data) => {
    const what = contents[textOf(data, 'kind')] ?? textOf(data, 'kind')
    if (textOf(data, 'kind') !== 'utf-8') return `The file holds ${what}, which PostgreSQL refuses.`
    return `The file holds ${what} (${textOf(data, 'bytes')}): ${outcomes[textOf(data, 'reader')]}.`
  },
  help: () =>
    'Save the file as UTF-8, and look at the letters around the place: their first encoding is not known here.',
})

/** No tool gets UTF-16 or a NUL through; other bytes some change in silence. */
function isCertain(data: RuleData): boolean {
  return textOf(data, 'kind') !== 'utf-8' || ['sent', 'refused'].includes(textOf(data, 'reader'))
}
