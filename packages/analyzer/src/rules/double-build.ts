import { readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** A migration is there as source and as compiled file. */
export const rule = defineRule<RuleData>({
  name: 'double-build',
  severity: 'note',
  summary: 'A migration is there as source and as compiled file.',
  needs: [],
  why: `When both match the globs, TypeORM loads the class twice and refuses to start.`,
  sources: ['typeorm#4152'],
  // Only what the project itself names is loaded twice; a folder that was given to us may never be loaded as a whole.
  check: (world) => readingFacts('double-build', world, (data) => (data['loaded'] === true ? 'error' : 'note')),
  message: (data) =>
    `${quoted(textOf(data, 'built'))} is the compiled form of ${quoted(textOf(data, 'source'))}; both match.`,
  help: () => 'Let the globs match either the sources or the build, not both.',
})
