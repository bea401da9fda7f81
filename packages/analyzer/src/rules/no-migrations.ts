import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** The folder of the migrations is empty. */
export const rule = defineRule<RuleData>({
  name: 'no-migrations',
  severity: 'note',
  summary: 'The folder of the migrations is empty.',
  needs: [],
  why: `A wrong path looks just like a project without migrations.`,
  sources: ['typeorm#9920'],
  check: (world) => readingFacts('no-migrations', world),
  message: (data) => `${quoted(textOf(data, 'folder'))} holds no migrations.`,
  help: () => 'Check the path; `--migrations` names another folder.',
})
