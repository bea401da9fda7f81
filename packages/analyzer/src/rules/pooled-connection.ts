import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** The connection goes through a pooler in transaction mode. */
export const rule = defineRule<RuleData>({
  name: 'pooled-connection',
  severity: 'warning',
  summary: 'The connection goes through a pooler in transaction mode.',
  needs: [],
  why: `The lock that keeps two deployments apart lives in a session, and a pooler in transaction mode has none: migrations can run at the same time.`,
  sources: ['prisma#8038'],
  check: (world) => readingFacts('pooled-connection', world),
  message: (data) =>
    `The connection to ${quoted(textOf(data, 'host'))} goes through a pooler: ${textOf(data, 'sign')}.`,
  help: () => 'Run migrations over the direct connection (`directUrl` in Prisma).',
})
