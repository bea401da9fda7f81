import { absenceCure } from '../absent.ts'
import { defineFix } from '../fix.ts'

/** Runs it again where that is safe, else makes just what is missing. */
export const fix = defineFix({ rule: 'recorded-but-absent', cure: absenceCure })
