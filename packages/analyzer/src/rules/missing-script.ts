import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** A migration's directory has no readable script. */
export const rule = defineRule<RuleData>({
  name: 'missing-script',
  severity: 'error',
  summary: "A migration's directory has no readable script.",
  needs: [],
  why: `The tool stops at it: Prisma says P3015. On a database where it is recorded nobody notices until a new one is built.`,
  check: (world) => readingFacts('missing-script', world),
  message: (data) => `${quoted(textOf(data, 'file'))} cannot be read.`,
  help: () =>
    'Bring the script back from version control, or delete the directory when the migration was never applied.',
})
