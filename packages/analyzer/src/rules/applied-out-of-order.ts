import { overtaken } from '../history/order.ts'
import { historyOf } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'

interface Data {
  /** A migration that ran before, although it sorts behind. */
  readonly after: string
}

/** A migration ran after one that sorts behind it. */
export const rule = defineRule<Data>({
  name: 'applied-out-of-order',
  severity: 'note',
  summary: 'A migration was applied after one that sorts behind it.',
  needs: ['history'],
  why: `A new database runs the two in the other order. Usually that comes from merging branches and is harmless; when they touch the same
objects, the two databases differ, and the order of the files may not work at all.`,
  sources: ['Flyway: OUT_OF_ORDER', 'Atlas: non-linear'],
  *check(world) {
    const late = overtaken(world.project, historyOf(world)?.rows ?? [])
    for (const { name } of world.project.migrations) {
      const after = late.get(name)
      if (after !== undefined) yield { ...historyFact(world.project, name), data: { after } }
    }
  },
  message: ({ after }) => `This migration was applied after ${quoted(after)}, which sorts behind it.`,
  help: () => 'Nothing has to be done while both orders give the same schema; `migration-doctor verify` tells.',
})
