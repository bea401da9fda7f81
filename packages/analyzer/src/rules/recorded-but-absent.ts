import { type AbsenceData, absenceFact, absences, listWords } from '../catalog/absence.ts'
import { defineRule } from '../rule.ts'

/** A migration is recorded as applied, and nothing of what it makes is in the database. */
export const rule = defineRule<AbsenceData>({
  name: 'recorded-but-absent',
  severity: 'error',
  summary: 'The history records a migration of which nothing is in the database.',
  needs: ['history', 'catalog'],
  why: `The tool will never run it again, so every later migration and the application meet what is not there. It comes from a dump that
was restored in part, from a history table that was copied, from marking by hand, or from a drop that no migration knows of.`,
  sources: ['prisma: migrate resolve --applied', 'Flyway: baseline'],
  *check(world) {
    for (const absence of absences(world)) if (absence.there.length === 0) yield absenceFact(absence)
  },
  message: ({ missing, missingCount }) =>
    `This migration is recorded as applied, but nothing of it is in the database: ${listWords(missing, missingCount)} ${missingCount === 1 ? 'is' : 'are'} missing.`,
  help: () =>
    'Run `migration-doctor fix`: it plans to run the migration again, or a new one that makes just what is missing.',
})
