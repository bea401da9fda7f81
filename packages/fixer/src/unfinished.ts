import { undoOfMark } from '@migration-doctor/adapters'
import type { Finding } from '@migration-doctor/core'
import type { Cure, FixContext } from './fix.ts'
import { presence } from './presence.ts'

/**
 * Marks what is wholly there as applied, and what left nothing behind as rolled back, so that it runs again. Where
 * another row says that it was applied, the unfinished one is all that is wrong.
 */
export function cureUnfinished(finding: Finding, context: FixContext): Cure | null {
  const { project, history } = context
  const migration = project.migrations.find((one) => one.name === finding.migration)
  if (!migration) return null
  const isRecorded = history?.rows.some(({ name, state }) => name === migration.name && state === 'applied') === true
  const finished = finding.data['scriptFinished'] === true
  const kind = isRecorded ? 'rolled-back' : markFor(finished, presence(migration.name, context))
  if (kind === null) return null
  const mark = { kind, migration }
  return { marks: [mark], risk: 'low', losesData: false, undo: undoOfMark(mark, history, project) }
}

function markFor(scriptFinished: boolean, found: ReturnType<typeof presence>): 'applied' | 'rolled-back' | null {
  if (scriptFinished || found === 'all') return 'applied'
  return found === 'none' ? 'rolled-back' : null
}
