import { undoOfMark } from '@migration-doctor/adapters'
import { type Cure, consequencesOf, defineFix } from '../fix.ts'

/** Records what is there in the shape that the history gives it; the first mark makes the table. */
export const fix = defineFix({
  rule: 'missing-history-table',
  cure(finding, context): Cure | null {
    const { project, history } = context
    const present = new Set(
      consequencesOf(finding, context)
        .filter(({ rule, data }) => rule === 'present-but-unrecorded' && data['same'] === true)
        .map(({ migration }) => migration),
    )
    const marks = project.migrations
      .filter(({ name }) => present.has(name))
      .map((migration) => ({ kind: 'applied', migration }) as const)
    if (marks.length === 0) return null
    const undo = marks.map((mark) => undoOfMark(mark, history, project)).join('; ')
    return { marks, risk: 'low', losesData: false, undo }
  },
})
