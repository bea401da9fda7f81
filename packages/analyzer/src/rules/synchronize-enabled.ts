import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'

/** TypeORM changes the schema by itself, beside the migrations. */
export const rule = defineRule<RuleData>({
  name: 'synchronize-enabled',
  severity: 'warning',
  summary: 'The data source lets TypeORM change the schema by itself, beside the migrations.',
  needs: [],
  why: `At every start TypeORM alters tables until they look like the entities: it drops columns with what is in them, and makes what a pending migration is about to make.`,
  sources: ['typeorm: synchronize'],
  check: (world) => readingFacts('synchronize-enabled', world, (data) => (data['dependsOn'] ? 'note' : 'warning')),
  message: (data) =>
    textOf(data, 'dependsOn')
      ? `Whether \`synchronize\` is on depends on ${textOf(data, 'dependsOn')}.`
      : 'The data source has `synchronize: true`: TypeORM changes the schema at every start, past the migrations.',
  help: (data) =>
    textOf(data, 'dependsOn')
      ? 'Make sure that it is off wherever migrations run; better leave it off everywhere.'
      : 'Set it to false and let migrations alone change the schema.',
})
