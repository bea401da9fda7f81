import { driftOf, type Group, refOf } from '@migration-doctor/analyzer'
import type { Finding } from '@migration-doctor/core'
import { afterRecorded } from '../absent.ts'
import { changeBack } from '../change-back.ts'
import { type Cure, defineFix, type FixContext } from '../fix.ts'

/** Brings what was changed by hand back to what the history makes; where nothing was changed it does nothing. */
export const fix = defineFix({
  rule: 'drift-changed',
  cure(finding, context): Cure | null {
    const group = groupOf(finding, context)
    const back = group && changeBack(group.differences, context)
    if (!back) return null
    return {
      patches: [
        {
          title: `restore ${group.owner.slice(group.owner.indexOf('.') + 1)}`,
          comment: [
            `Brings ${group.owner} back to what the history makes, where it was changed by hand.`,
            'Where nothing was changed it does nothing.',
            ...(back.needsFit ? ['A row that does not fit stops it, and then nothing is changed.'] : []),
          ],
          up: back.up,
          down: [],
          after: afterRecorded(new Set([group.owner]), context),
          outsideTransaction: false,
        },
      ],
      risk: back.losesData ? 'high' : 'low',
      losesData: back.losesData,
      undo: 'Delete the new migration before it is run; afterwards make the change by hand again.',
    }
  },
})

function groupOf({ objects }: Finding, { analysis }: FixContext): Group | undefined {
  const own = JSON.stringify(objects)
  return driftOf(analysis.world).changed.find(
    ({ differences }) => JSON.stringify(differences.map(({ object }) => refOf(object))) === own,
  )
}
