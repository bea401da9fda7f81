import { recordedIn } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'

interface Data {
  readonly name: string
  readonly keys: readonly string[]
  /** The rows bear different checksums. */
  readonly checksumsDiffer: boolean
}

/** The history says twice that one migration was applied. */
export const rule = defineRule<Data>({
  name: 'duplicate-history-row',
  severity: 'warning',
  summary: 'The history records one migration as applied more than once.',
  needs: ['history'],
  why: `Two runs met without a lock, or rows were copied in by hand. Which one counts depends on the tool: Prisma compares the file with the
first one, TypeORM takes both out when it reverts.`,
  sources: ['typeorm#4588', 'prisma#15328'],
  *check(world) {
    for (const [name, { rows }] of recordedIn(world)) {
      const applied = rows.filter(({ state }) => state === 'applied' || state === 'claimed')
      if (applied.length < 2) continue
      yield {
        ...historyFact(world.project, name),
        data: {
          name,
          keys: applied.map(({ key }) => key),
          checksumsDiffer: new Set(applied.map(({ checksum }) => checksum)).size > 1,
        },
      }
    }
  },
  message: ({ name, keys, checksumsDiffer }) =>
    `${quoted(name)} is recorded as applied ${keys.length} times${checksumsDiffer ? ', with different checksums' : ''}: rows ${keys.join(', ')}.`,
  help: () =>
    'Delete the rows that stand for no run of their own, and keep the one whose checksum is that of the file.',
})
