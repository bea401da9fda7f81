import { positionWords, readingFacts, textOf } from '../reading.ts'
import { defineRule, type RuleData } from '../rule.ts'
import { quoted } from '../words.ts'

/** A migration's name is not one that the tool can order. */
export const rule = defineRule<RuleData>({
  name: 'malformed-name',
  severity: 'warning',
  summary: "A migration's name is not one that the tool can order.",
  needs: [],
  why: `TypeORM orders by the last thirteen characters of the class name; a stamp of another length sorts somewhere else, and none at all stops the run.`,
  sources: ['typeorm#1445'],
  check: (world) =>
    readingFacts('malformed-name', world, (data) => (data['message'] || data['code'] ? 'error' : 'warning')),
  message: (data) =>
    textOf(data, 'message')
      ? textOf(data, 'message')
      : `The name ${quoted(textOf(data, 'name'))} does not have the form that the tool orders by${positionWords(data)}.`,
  help: () => 'Give it a name that ends in a JavaScript timestamp of thirteen digits; Prisma allows at most 200 bytes.',
})
