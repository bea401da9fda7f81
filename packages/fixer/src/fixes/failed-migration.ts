import { type Cure, defineFix } from '../fix.ts'
import { presence } from '../presence.ts'

/** Marks what is wholly there as applied, and what left nothing behind as rolled back, so that it runs again. */
export const fix = defineFix({
  rule: 'failed-migration',
  cure(finding, context): Cure | null {
    const migration = context.project.migrations.find((one) => one.name === finding.migration)
    if (!migration) return null
    const kind = markFor(finding.data['scriptFinished'] === true, presence(migration.name, context))
    if (kind === null) return null
    const back = kind === 'applied' ? 'rolled-back' : 'applied'
    return {
      marks: [{ kind, migration }],
      risk: 'low',
      losesData: false,
      undo: `migration-doctor mark ${back} ${migration.name}`,
    }
  },
})

function markFor(scriptFinished: boolean, found: ReturnType<typeof presence>): 'applied' | 'rolled-back' | null {
  if (scriptFinished || found === 'all') return 'applied'
  return found === 'none' ? 'rolled-back' : null
}
