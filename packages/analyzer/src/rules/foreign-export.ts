import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** A file of the migrations exports something that is no migration. */
export const rule = defineRule<RuleData>({
  name: 'foreign-export',
  severity: 'note',
  summary: 'A file of the migrations exports something that is no migration.',
  needs: [],
  why: `TypeORM makes an instance of every exported function and class that its globs match, and takes it for a migration: without a timestamp in its name, none of them runs.`,
  sources: ['typeorm#1445'],
  check: (world) => readingFacts('foreign-export', world, (data) => (data['refusal'] ? 'error' : 'note')),
  message: (data) =>
    `${quoted(textOf(data, 'className') || textOf(data, 'name') || textOf(data, 'file'))} is exported here, but is no migration${textOf(data, 'refusal') && `: TypeORM stops with “${textOf(data, 'refusal')}”`}.`,
  help: () => 'Do not export it, or move it out of the folder that the globs match.',
})
