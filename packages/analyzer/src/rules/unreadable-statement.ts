import { readingFacts, textOf } from '../reading.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly because: string
}

/** What could not be known is said, never passed over. */
export const rule = defineRule<Data>({
  name: 'unreadable-statement',
  severity: 'note',
  summary: 'A statement could not be read or judged without running it.',
  needs: [],
  why: `Its effect is unknown, so nothing that depends on it is reported as an error. A replay on a scratch database settles it.`,
  sources: ['pgfence: unanalyzable statements'],
  *check(world) {
    const { timeline, replay } = world
    for (const fact of readingFacts('unreadable-statement', world))
      yield { ...fact, data: { because: textOf(fact.data, 'reason').replace(/\.$/, '') } }
    const settled = new Set(replay?.outcomes.filter((one) => one.skipped === undefined).map((one) => one.number))
    for (const statement of timeline.statements) {
      if (statement.verdict.kind !== 'unknown' || settled.has(statement.number)) continue
      yield {
        migration: statement.migration.name,
        place: statement.place,
        objects: [],
        related: [],
        evidence: { level: 'simulated' },
        data: { because: statement.verdict.reason },
        statement: statement.number,
      }
    }
  },
  message: ({ because }) => `This could not be judged: ${because}.`,
  help: () => 'Run with `--replay always` to let a real PostgreSQL judge it.',
})
