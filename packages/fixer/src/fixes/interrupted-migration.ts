import { defineFix } from '../fix.ts'
import { cureUnfinished } from '../unfinished.ts'

/** As for a failure, when it is certain that nobody is at work on it any more. */
export const fix = defineFix({
  rule: 'interrupted-migration',
  cure: (finding, context) =>
    finding.data['scriptFinished'] === true || finding.data['watched'] === true
      ? cureUnfinished(finding, context)
      : null,
})
