import { missingFileCause } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { recordedByName } from '../states.ts'
import { quoted } from '../words.ts'

interface Data {
  readonly name: string
  readonly renamedTo: string | null
}

/** The history knows a migration that the project does not have. */
export const rule = defineRule<Data>({
  name: 'missing-migration-file',
  severity: 'warning',
  summary: 'The history records a migration whose file is gone.',
  needs: ['history'],
  why: `The database holds what a new one will not get. The file was deleted, renamed, squashed, or belongs to a branch that is not here.`,
  sources: ['Flyway: APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED', 'knex: the migration directory is corrupt'],
  *check({ project, history }) {
    if (!history || history === 'absent') return
    const names = new Set(project.migrations.map((migration) => migration.name))
    for (const [name, { row }] of recordedByName(history)) {
      if (names.has(name) || !row || row.state === 'rolled-back') continue
      const { checksum } = row
      const renamed = checksum && project.migrations.find((migration) => migration.checksums.includes(checksum))
      yield {
        ...historyFact(project, name),
        data: { name, renamedTo: renamed ? renamed.name : null },
        ...(renamed ? {} : { cause: missingFileCause }),
      }
    }
  },
  message: ({ name, renamedTo }) =>
    renamedTo === null
      ? `${quoted(name)} is recorded as applied, but has no file.`
      : `${quoted(name)} is recorded as applied, but its file is now called ${quoted(renamedTo)}.`,
  help: ({ renamedTo }) =>
    renamedTo === null
      ? 'Bring the file back from version control, or from the branch it belongs to.'
      : 'Give the file its old name back, or mark the new name as applied.',
})
