import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** Two migrations have the same name or number. */
export const rule = defineRule<RuleData>({
  name: 'duplicate-identity',
  severity: 'error',
  summary: 'Two migrations have the same name or number.',
  needs: [],
  why: `The tool tells them apart by that name: it refuses to start, or runs only one of them.`,
  sources: ['Flyway: DUPLICATE_VERSIONED_MIGRATION', 'typeorm#4701'],
  check: (world) => readingFacts('duplicate-identity', world),
  message: (data) => `Another migration is called ${quoted(textOf(data, 'name') || textOf(data, 'identity'))} too.`,
  help: () => 'Rename one of them, and its row where it is recorded.',
})
