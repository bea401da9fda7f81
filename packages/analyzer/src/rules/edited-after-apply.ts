import type { Fact } from '@migration-doctor/core'
import { type Edit, editCause, editOf } from '../history/edit.ts'
import { recordedIn } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import { isEdited } from '../states.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data extends Edit {
  readonly recorded: string
  readonly actual: string
}

/** The file is not the one that was applied. */
export const rule = defineRule<Data>({
  name: 'edited-after-apply',
  severity: 'warning',
  summary: 'The file of an applied migration was changed afterwards.',
  needs: ['history'],
  why: `The database ran other statements than a new one would. Prisma's \`migrate dev\` asks for a reset because of it. When version control, or
the history itself, still has the text that was applied, the two are compared statement by statement: comments, white space and line ends
change nothing.`,
  sources: ['Flyway: CHECKSUM_MISMATCH', 'prisma#12666'],
  *check(world) {
    const recorded = recordedIn(world)
    for (const migration of world.project.migrations) {
      const row = recorded.get(migration.name)?.row
      if (!row || row.state === 'rolled-back' || row.state === 'failed' || !isEdited(migration, row)) continue
      const edit = editOf(migration, world)
      yield {
        ...historyFact(world.project, migration.name),
        ...placeOf(edit, migration.name, world),
        data: { recorded: row.checksum ?? '', actual: migration.checksums[0] ?? '', ...edit },
        cause: editCause(migration.name),
        ...(edit.cosmetic === true ? { severity: 'note' } : {}),
      }
    }
  },
  message: ({ cosmetic, added, removed }) => {
    if (cosmetic === true) {
      return 'This file was changed after it had been applied, but only in comments, white space or line ends: it says the same.'
    }
    const changes = [
      removed.length > 0 ? `it no longer says ${listOf(removed)}` : '',
      added.length > 0 ? `it now says ${listOf(added)}` : '',
    ].filter((part) => part !== '')
    if (cosmetic === false && changes.length === 0) {
      return 'This file was changed after it had been applied: its statements come in another order.'
    }
    return changes.length === 0
      ? 'This file was changed after it had been applied: its checksum is not the recorded one.'
      : `This file was changed after it had been applied: ${changes.join(', and ')}.`
  },
  help: ({ cosmetic }) =>
    cosmetic === true
      ? 'Realign the checksum with `migration-doctor fix`, or restore the file from version control.'
      : 'Restore the file from version control and put the change into a new migration; realign the checksum when the change is cosmetic.',
})

/** The first statement that was not there before. */
function placeOf(
  { cosmetic, firstAdded }: Edit,
  name: string,
  { timeline }: World,
): Partial<Pick<Fact<object>, 'place'>> {
  if (cosmetic !== false || firstAdded === null) return {}
  const place = timeline.statements.filter(({ migration }) => migration.name === name)[firstAdded]?.place
  return place ? { place } : {}
}

const shown = 3

function listOf(statements: readonly string[]): string {
  const words = statements.slice(0, shown).map(quoted)
  const hidden = statements.length - words.length
  return hidden > 0 ? `${words.join(', ')} and ${hidden} more` : words.join(', ')
}
