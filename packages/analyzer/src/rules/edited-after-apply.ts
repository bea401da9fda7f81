import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { isEdited, recordedByName } from '../states.ts'

interface Data {
  readonly recorded: string
  readonly actual: string
}

/** The file is not the one that was applied. */
export const rule = defineRule<Data>({
  name: 'edited-after-apply',
  severity: 'warning',
  summary: 'The file of an applied migration was changed afterwards.',
  needs: ['history'],
  why: `The database ran other statements than a new one would. Prisma's \`migrate dev\` asks for a reset because of it.`,
  sources: ['Flyway: CHECKSUM_MISMATCH', 'prisma#12666'],
  *check({ project, history }) {
    if (!history || history === 'absent') return
    const recorded = recordedByName(history)
    for (const migration of project.migrations) {
      const row = recorded.get(migration.name)?.row
      if (!row || row.state === 'rolled-back' || row.state === 'failed' || !isEdited(migration, row)) continue
      yield {
        ...historyFact(project, migration.name),
        data: { recorded: row.checksum ?? '', actual: migration.checksums[0] ?? '' },
      }
    }
  },
  message: () => 'This file was changed after it had been applied: its checksum is not the recorded one.',
  help: () =>
    'Restore the file from version control and put the change into a new migration; realign the checksum when the change is cosmetic.',
})
