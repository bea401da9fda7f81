import { type Cure, defineFix } from '../fix.ts'

/** Realigns the checksum when the file says the same as the text that was applied. */
export const fix = defineFix({
  rule: 'edited-after-apply',
  cure(finding, { project, history }): Cure | null {
    const migration = project.migrations.find(({ name }) => name === finding.migration)
    const row = history?.rows.findLast(({ name, state }) => name === finding.migration && state === 'applied')
    if (!migration || !row || finding.data['cosmetic'] !== true) return null
    return {
      realign: [migration],
      risk: 'none',
      losesData: false,
      undo: `Restore the file from version control, then run \`migration-doctor fix --only ${migration.name}\` again.`,
    }
  },
})
