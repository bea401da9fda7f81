import type { Catalog, CatalogObject, IndexObject } from '@migration-doctor/core'
import { makersOf, refOf } from '../catalog/maker.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly name: string
  readonly table: string
  readonly unique: boolean
  /** What PostgreSQL leaves behind when a REINDEX CONCURRENTLY fails. */
  readonly leftover: boolean
  readonly definition: string | null
}

/** An index whose build failed: it costs writes and serves no reads. */
export const rule = defineRule<Data>({
  name: 'invalid-index',
  severity: 'warning',
  summary: 'An index is invalid: its concurrent build failed or was cut off.',
  needs: ['catalog'],
  why: `Every write still keeps it up to date, no query uses it, and a unique one does not vouch for what was there before.
\`CREATE INDEX IF NOT EXISTS\` takes it for done and skips it.`,
  sources: ['PostgreSQL: pg_index.indisvalid', 'strong_migrations'],
  *check(world) {
    const makers = makersOf(world.timeline.events)
    for (const index of invalidIn(world)) {
      const { schema, name, table, unique, definition } = index
      const statement = world.timeline.statements[makers.of(index) ?? -1]
      yield {
        migration: statement?.migration.name ?? null,
        place: statement?.place ?? null,
        objects: [refOf(index)],
        related: [],
        evidence: { level: 'observed' },
        data: {
          name: `${schema}.${name}`,
          table: `${schema}.${table}`,
          unique,
          leftover: /_cc(?:new|old)\d*$/.test(name),
          definition: definition ?? null,
        },
      }
    }
  },
  message: ({ name, table, unique }) =>
    `The ${unique ? 'unique index' : 'index'} ${quoted(name)} on ${quoted(table)} is invalid: its build failed or was cut off.`,
  help: ({ name, leftover, definition }) => {
    const drop = `\`DROP INDEX CONCURRENTLY ${name};\``
    if (leftover) return `Unless a REINDEX is running just now, drop it: ${drop}.`
    const again = definition === null ? 'build it again' : `build it again: \`${definition};\``
    return `Unless it is being built just now, drop it (${drop}) and ${again}, with CONCURRENTLY and outside a transaction.`
  },
})

/** The index of a partitioned table is invalid until all partitions have theirs: that is no failure. */
function invalidIn({ live, project }: World): readonly IndexObject[] {
  const { platformSchemas = [] } = project
  const objects: readonly CatalogObject[] = [...(live?.objects.values() ?? [])]
  return objects.flatMap((object) => {
    if (object.kind !== 'index' || object.valid || platformSchemas.includes(object.schema)) return []
    return live && isPartitioned(object, live) ? [] : [object]
  })
}

function isPartitioned({ schema, table }: IndexObject, live: Catalog): boolean {
  const owner = live.objects.get(`table:${schema}.${table}`)
  return owner?.kind === 'table' && owner.partitionKey !== null && owner.partitionKey !== undefined
}
