import { defineFix } from '../fix.ts'
import { cureUnfinished } from '../unfinished.ts'

/** Marks what is wholly there as applied, and what left nothing behind as rolled back, so that it runs again. */
export const fix = defineFix({ rule: 'failed-migration', cure: cureUnfinished })
