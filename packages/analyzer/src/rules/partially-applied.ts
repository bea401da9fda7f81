import { type AbsenceData, absenceFact, absences, listWords } from '../catalog/absence.ts'
import { defineRule } from '../rule.ts'

/** A migration is recorded as applied, and the database has only a part of what it makes. */
export const rule = defineRule<AbsenceData>({
  name: 'partially-applied',
  severity: 'error',
  summary: 'The history records a migration of which only a part is in the database.',
  needs: ['history', 'catalog'],
  why: `Some of its statements took and some did not, or what they made was dropped later. The tool takes the migration for done and never
completes it.`,
  sources: ['knex#1862', 'TypeORM: --transaction none'],
  *check(world) {
    for (const absence of absences(world)) if (absence.there.length > 0) yield absenceFact(absence)
  },
  message: ({ missing, missingCount }) =>
    `This migration is recorded as applied, but of what it makes, ${listWords(missing, missingCount)} ${missingCount === 1 ? 'is' : 'are'} not in the database.`,
  help: () => 'Run `migration-doctor fix`: it plans a new migration that makes just what is missing.',
})
