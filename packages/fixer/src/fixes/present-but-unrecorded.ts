import { type Cure, defineFix } from '../fix.ts'

/** Marks as applied what is wholly there, in the shape that the history gives it. */
export const fix = defineFix({
  rule: 'present-but-unrecorded',
  cure(finding, { project }): Cure | null {
    const migration = project.migrations.find(({ name }) => name === finding.migration)
    if (!migration || finding.data['same'] !== true) return null
    return {
      marks: [{ kind: 'applied', migration }],
      risk: 'low',
      losesData: false,
      undo: `migration-doctor mark pending ${migration.name}`,
    }
  },
})
