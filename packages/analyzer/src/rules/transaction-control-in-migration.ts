import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** A migration asks for a transaction mode that the run does not allow. */
export const rule = defineRule<RuleData>({
  name: 'transaction-control-in-migration',
  severity: 'error',
  summary: 'A migration asks for a transaction mode that the run does not allow.',
  needs: [],
  why: 'With one transaction for all, TypeORM refuses to run anything while a pending migration sets its own transaction mode.',
  check: (world) => readingFacts('transaction-control-in-migration', world),
  message: (data) =>
    `${quoted(textOf(data, 'name'))} sets its own transaction mode, but all pending migrations run in one transaction.`,
  help: () => "Set `migrationsTransactionMode: 'each'` in the data source, or take `transaction` out of the class.",
})
