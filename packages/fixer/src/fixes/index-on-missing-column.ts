import type { TimelineStatement } from '@migration-doctor/analyzer'
import { columnUses } from '../column-use.ts'
import { type Cure, defineFix, type Edit } from '../fix.ts'
import { identifier } from '../names.ts'
import { commentOut, judgementOf } from '../refused.ts'

const certain = new Set(['folded', 'renamed-earlier', 'misspelt'])

/** Names the column that was meant where that is certain; else leaves the index out and says so. */
export const fix = defineFix({
  rule: 'index-on-missing-column',
  cure(finding, context): Cure | null {
    const judgement = judgementOf(finding, context)
    const wrong = judgement?.subject?.column
    if (!judgement || wrong === undefined) return null
    const { statement } = judgement
    const actual = finding.data['actual']
    const meant = certain.has(String(finding.data['why'])) && typeof actual === 'string' ? actual : null
    const edit = meant === null ? leftOut(statement, wrong) : renamed(statement, wrong, meant)
    if (!edit) return null
    const risk = meant === null ? 'low' : 'none'
    return { edits: [edit], risk, losesData: false, undo: 'Restore the file from version control.' }
  },
})

function leftOut(statement: TimelineStatement, wrong: string): Edit {
  return commentOut(statement, `left out: an index on ${wrong}, a column that no migration makes`)
}

/** Puts the right name where the wrong one stands; `null` when it stands where the text does not show it. */
function renamed(statement: TimelineStatement, wrong: string, meant: string): Edit | null {
  const uses = columnUses(statement, wrong)
  if (uses.length === 0) return null
  const sql = uses
    .toReversed()
    .reduce((text, { start, end }) => text.slice(0, start) + identifier(meant) + text.slice(end), statement.text)
  return { statement, sql }
}
