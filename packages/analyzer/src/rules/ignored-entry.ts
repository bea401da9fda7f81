import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** The tool passes over something in the folder of the migrations. */
export const rule = defineRule<RuleData>({
  name: 'ignored-entry',
  severity: 'note',
  summary: 'The tool passes over something in the folder of the migrations.',
  needs: [],
  why: `Prisma takes only real directories: a symbolic link or a loose SQL file there is never run, and nothing says so.`,
  check: (world) => readingFacts('ignored-entry', world),
  message: (data) =>
    `${quoted(textOf(data, 'file'))} is ignored: it is a ${textOf(data, 'kind') === 'link' ? 'symbolic link' : 'loose file'}.`,
  help: () => 'Make it a directory with a `migration.sql`, or move it away.',
})
