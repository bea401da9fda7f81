import type { CatalogObject, ConstraintObject } from '@migration-doctor/core'
import { makersOf, refOf } from '../catalog/maker.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly name: string
  readonly table: string
  readonly kind: ConstraintObject['type']
  /** By the history it would be validated. */
  readonly expected: boolean
}

/** A constraint that holds for new rows only. */
export const rule = defineRule<Data>({
  name: 'unvalidated-constraint',
  severity: 'note',
  summary: 'A constraint was added as NOT VALID and never validated.',
  needs: ['catalog'],
  why: `Rows from before may break it. PostgreSQL checks new rows only, does not use the constraint to plan queries, and a dump of the database
can fail to be restored.`,
  sources: ['PostgreSQL: pg_constraint.convalidated', 'strong_migrations'],
  *check(world) {
    const makers = makersOf(world.timeline.events)
    const expected = world.timeline.catalog()
    for (const constraint of unvalidatedIn(world)) {
      const { schema, table, name, type } = constraint
      const statement = world.timeline.statements[makers.of(constraint) ?? -1]
      const planned = expected.objects.get(`constraint:${schema}.${table}.${name}`)
      const validated = planned?.kind === 'constraint' && planned.validated
      yield {
        migration: statement?.migration.name ?? null,
        place: statement?.place ?? null,
        objects: [refOf(constraint)],
        related: [],
        evidence: { level: 'observed' },
        data: { name, table: `${schema}.${table}`, kind: type, expected: validated },
        ...(validated ? { severity: 'warning' } : {}),
      }
    }
  },
  message: ({ name, table, kind, expected }) =>
    `The ${kind} constraint ${quoted(name)} of ${quoted(table)} is not validated${expected ? ', although the history validates it' : ''}.`,
  help: ({ name, table }) =>
    `Mend the rows that break it, then run \`ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};\` in a migration of its own: it does not block writes.`,
})

function unvalidatedIn({ live, project: { platformSchemas = [] } }: World): readonly ConstraintObject[] {
  const objects: readonly CatalogObject[] = [...(live?.objects.values() ?? [])]
  return objects.flatMap((object) =>
    object.kind === 'constraint' && !object.validated && !platformSchemas.includes(object.schema) ? [object] : [],
  )
}
