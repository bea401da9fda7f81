import { compareCatalogs } from '@migration-doctor/core'
import { listWords, objectWords, presences } from '../catalog/absence.ts'
import { refOf } from '../catalog/maker.ts'
import type { Made, Presence } from '../catalog/presence.ts'
import { meantFacts } from '../catalog/same-text.ts'
import { historyTableCause } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import type { World } from '../world.ts'

interface Data {
  readonly present: readonly string[]
  readonly presentCount: number
  readonly missingCount: number
  /** All of it is there, as the history would make it. */
  readonly same: boolean
}

/** A migration is pending, and what it makes is in the database already. */
export const rule = defineRule<Data>({
  name: 'present-but-unrecorded',
  severity: 'error',
  summary: 'What a pending migration makes is in the database already.',
  needs: ['history', 'catalog'],
  why: `The tool will run it, and PostgreSQL will say that it exists already. The objects came from \`db push\`, from \`synchronize\`, from
a restored dump without its history, or from a run that was not recorded.`,
  sources: ['prisma: P3018', 'Flyway: baselineOnMigrate'],
  *check(world) {
    const found = presences(world)
    for (const { name } of world.project.migrations) {
      const state = world.states.get(name)
      const presence = found.get(name)
      if (!presence || (state !== 'pending' && state !== 'rolled-back')) continue
      const inTheWay = presence.there.filter((made) => !made.again && !isGuarded(made))
      const [first] = inTheWay
      if (!first) continue
      yield {
        ...historyFact(world.project, name),
        place: first.statement.place,
        objects: inTheWay.map(({ object }) => refOf(object)),
        data: dataOf(inTheWay, presence, world),
        ...(world.history === 'absent' ? { causedBy: historyTableCause } : {}),
      }
    }
  },
  message: ({ present, presentCount, missingCount }) =>
    `This migration is pending, but ${listWords(present, presentCount)} ${presentCount === 1 ? 'is' : 'are'} in the database already${missingCount > 0 ? '; the rest of it is not' : ''}.`,
  help: ({ same }) =>
    same
      ? 'Mark it as applied: `migration-doctor mark applied <name>`.'
      : 'Find out what made these objects; when they may go, drop them, else change the migration so that it starts from them.',
})

/** It does no harm when the thing is there. */
function isGuarded({ statement }: Made): boolean {
  const body: unknown = Object.values(statement.statement?.node ?? {})[0]
  if (typeof body !== 'object' || body === null) return false
  return 'if_not_exists' in body || 'replace' in body || 'missing_ok' in body
}

function dataOf(inTheWay: readonly Made[], { there, missing }: Presence, { timeline, live }: World): Data {
  const keys = new Set(there.map(({ object }) => objectWords(object)))
  const differs =
    live !== null &&
    compareCatalogs(timeline.catalog(), live).some(
      ({ kind, object, facts }) =>
        kind === 'changed' &&
        keys.has(objectWords(object)) &&
        meantFacts(object, facts).some(({ fact }) => fact !== 'position'),
    )
  const told = withoutParts(inTheWay)
  return {
    present: told.slice(0, 4).map(({ object }) => objectWords(object)),
    presentCount: told.length,
    missingCount: missing.length,
    same: missing.length === 0 && !differs,
  }
}

/** Columns and constraints of a table that is told itself are not told again. */
function withoutParts(inTheWay: readonly Made[]): readonly Made[] {
  const owners = new Set(
    inTheWay.flatMap(({ object }) => ('table' in object ? [] : [`${object.schema}.${object.name}`])),
  )
  return inTheWay.filter(({ object }) => !('table' in object && owners.has(`${object.schema}.${object.table}`)))
}
