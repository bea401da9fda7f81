import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** The lock file of the migrations names another database than the schema. */
export const rule = defineRule<RuleData>({
  name: 'provider-mismatch',
  severity: 'error',
  summary: 'The lock file of the migrations names another database than the schema.',
  needs: [],
  why: `Prisma stops with P3019: migrations written for one database cannot be run on another.`,
  check: (world) => readingFacts('provider-mismatch', world),
  message: (data) =>
    `The lock file says ${quoted(textOf(data, 'locked') || 'nothing')}, the schema says ${quoted(textOf(data, 'provider'))}.`,
  help: () => 'Correct the provider in `migration_lock.toml`, or begin a new history for the new database.',
})
