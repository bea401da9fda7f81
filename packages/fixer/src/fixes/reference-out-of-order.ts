import { type Cure, defineFix, type FixContext } from '../fix.ts'
import { judgementOf } from '../refused.ts'

/** Gives a migration that nobody has applied a name that sorts behind the one it needs. */
export const fix = defineFix({
  rule: 'reference-out-of-order',
  cure(finding, context): Cure | null {
    const judgement = judgementOf(finding, context)
    if (judgement?.reason?.kind !== 'created-later') return null
    const { migration } = judgement.statement
    const needed = context.analysis.world.timeline.statements[judgement.reason.statement]?.migration
    if (!needed || needed === migration || isKnownToHistory(migration.name, context)) return null
    return {
      renames: [{ migration, after: needed.name }],
      risk: 'low',
      losesData: false,
      undo: 'Restore the former name from version control.',
    }
  },
})

/** A row under the old name would be left without a file. */
function isKnownToHistory(name: string, { history }: FixContext): boolean {
  return history?.rows.some((row) => row.name === name && row.state !== 'rolled-back') ?? false
}
