import { replaceStatement } from '../edit.ts'
import { type Cure, defineFix } from '../fix.ts'
import { identifier } from '../names.ts'
import { commentOut, judgementOf } from '../refused.ts'

const certain = new Set(['folded', 'renamed-earlier', 'misspelt'])

/** Names the column that was meant where that is certain; else leaves the index out and says so. */
export const fix = defineFix({
  rule: 'index-on-missing-column',
  cure(finding, context): Cure | null {
    const judgement = judgementOf(finding, context)
    if (!judgement) return null
    const { statement, subject, place } = judgement
    const actual = finding.data['actual']
    const wrong = subject?.column ?? ''
    const meant = certain.has(String(finding.data['why'])) && typeof actual === 'string' ? identifier(actual) : null
    const edit =
      meant === null
        ? commentOut(statement, `left out: an index on ${wrong}, a column that no migration makes`, context)
        : replaceStatement(
            statement,
            renamed(statement.text, wrong, { meant, from: place.span.start - statement.place.span.start }),
            context.project,
          )
    if (!edit) return null
    return {
      edits: [edit],
      risk: meant === null ? 'low' : 'none',
      losesData: false,
      undo: 'Restore the file from version control.',
    }
  },
})

/** Puts the right name where the wrong one stands, bare or quoted. */
function renamed(text: string, wrong: string, { meant, from }: { meant: string; from: number }): string {
  const open = text.indexOf('(', Math.max(0, Math.min(from, text.indexOf('('))))
  const list = text.slice(open)
  const name = new RegExp(
    `"${wrong.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"|\\b${wrong.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`,
    'gi',
  )
  return text.slice(0, open) + list.replace(name, meant)
}
