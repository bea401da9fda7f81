import { absenceCure } from '../absent.ts'
import { defineFix } from '../fix.ts'

/** Makes just what is missing; runs it again where that does the same. */
export const fix = defineFix({ rule: 'partially-applied', cure: absenceCure })
