import { positionWords, readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** File, class and name of a migration do not agree. */
export const rule = defineRule<RuleData>({
  name: 'name-mismatch',
  severity: 'note',
  summary: 'File, class and name of a migration do not agree.',
  needs: [],
  why: `People read the file's name, TypeORM orders by the class's: the order that one sees is not the order in which they run.`,
  sources: ['typeorm#9566', 'typeorm#1250'],
  check: (world) => readingFacts('name-mismatch', world),
  message: (data) =>
    `The file says ${quoted(textOf(data, 'fileTimestamp') || textOf(data, 'file'))}, but TypeORM goes by ${quoted(textOf(data, 'name'))}${positionWords(data)}.`,
  help: () => 'Give file, class and `name` the same timestamp.',
})
