import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { isRecorded } from '../states.ts'
import { quoted } from '../words.ts'

interface Data {
  readonly behind: string
}

/** A migration is pending although later ones were applied. */
export const rule = defineRule<Data>({
  name: 'pending-behind-applied',
  severity: 'note',
  summary: 'A pending migration sorts before one that is already applied.',
  needs: ['history'],
  why: `It will run after migrations that a new database runs after it. Usually that is harmless and comes from merging branches; when the
two touch the same objects, databases end up different.`,
  sources: ['Flyway: outOfOrder', 'node-pg-migrate: checkOrder', 'Atlas: non-linear'],
  *check({ project, history, states }) {
    if (!history || history === 'absent') return
    const applied = project.migrations.findLastIndex((migration) => isRecorded(states.get(migration.name)))
    const behind = project.migrations[applied]
    if (!behind) return
    for (const migration of project.migrations.slice(0, applied)) {
      if (states.get(migration.name) !== 'pending') continue
      yield { ...historyFact(project, migration.name), data: { behind: behind.name } }
    }
  },
  message: ({ behind }) => `This migration is pending, although ${quoted(behind)}, which comes after it, is applied.`,
  help: () => 'Run it as it is when it does not depend on order; else rename it so that it sorts last.',
})
