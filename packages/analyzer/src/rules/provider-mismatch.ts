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
  check: (world) => readingFacts('provider-mismatch', world, (data) => (isMeant(data) ? 'warning' : 'error')),
  message: (data) =>
    isMeant(data)
      ? `Prisma reads ${quoted(textOf(data, 'locked'))} in the lock file, not ${quoted(textOf(data, 'provider'))}: it takes what stands around the name for a part of it.`
      : `The lock file says ${quoted(textOf(data, 'locked') || 'nothing')}, the schema says ${quoted(textOf(data, 'provider'))}.`,
  help: (data) =>
    isMeant(data)
      ? `Write the line as \`provider = "${textOf(data, 'provider')}"\`, with nothing behind it.`
      : 'Correct the provider in `migration_lock.toml`, or begin a new history for the new database.',
})

/** The provider is right, and the engine trips over a blank, a quote or a comment beside it. */
function isMeant(data: RuleData): boolean {
  return (
    textOf(data, 'locked')
      .replace(/#.*$/, '')
      .replaceAll(/["'\s]/g, '') === textOf(data, 'provider')
  )
}
