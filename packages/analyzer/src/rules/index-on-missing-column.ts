import { defineRefusalRule } from '../rule.ts'
import { type MissingData, missingData, missingHelp, whyWords } from '../words.ts'

/** An index names a column that its table does not have. */
export const rule = defineRefusalRule<MissingData>({
  name: 'index-on-missing-column',
  rank: 50,
  severity: 'error',
  summary:
    'An index, its predicate, an expression in it or its INCLUDE list names a column that the table does not have.',
  why: `The migration stops at the index. Most often the column has capitals and the index does not quote it: PostgreSQL folds unquoted
names to lower case.`,
  explain(judgement) {
    const column = judgement.subject?.kind === 'column'
    return column && judgement.statement.kind === 'IndexStmt' ? missingData(judgement) : null
  },
  message: (data) => `An index uses ${data.what}, which ${whyWords(data)}.`,
  help: missingHelp,
})
