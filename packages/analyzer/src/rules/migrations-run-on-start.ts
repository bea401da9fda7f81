import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'

/** Every start of the application runs what is pending. */
export const rule = defineRule<RuleData>({
  name: 'migrations-run-on-start',
  severity: 'note',
  summary: 'The data source runs pending migrations whenever it is initialized.',
  needs: [],
  why: `TypeORM takes no lock: two processes that start together run the same migration at once, and one of them stops on “already exists”. A script or a test that opens the data source migrates its database, too.`,
  sources: ['typeorm: migrationsRun', 'typeorm#4588'],
  check: (world) => readingFacts('migrations-run-on-start', world),
  message: (data) =>
    textOf(data, 'dependsOn')
      ? `Whether pending migrations run at every start depends on ${textOf(data, 'dependsOn')}.`
      : 'The data source has `migrationsRun: true`: whatever opens it runs the pending migrations.',
  help: () => 'Run migrations in a step of their own before the application starts, or let one process alone do it.',
})
