import type { CatalogObject, Fact, Severity } from '@migration-doctor/core'
import { makersOf, refOf } from '../catalog/maker.ts'
import { editCause } from '../history/edit.ts'
import { missingFileCause } from '../history/rows.ts'
import type { World } from '../world.ts'
import type { Group } from './drift.ts'
import { appliedTimeline } from './expected.ts'

/** What the rules about drift know of one table or object. */
export interface DriftData {
  /** In words, the first few. */
  readonly differences: readonly string[]
  readonly count: number
}

export interface DriftFact {
  readonly group: Group
  readonly words: readonly string[]
  readonly severity?: Severity
}

const shown = 4

/** The finding stands where the history makes the object, or the table that it belongs to. */
export function driftFact({ group, words, severity }: DriftFact, world: World): Fact<DriftData> {
  const { differences } = group
  const makers = makersOf(appliedTimeline(world).events)
  const numbers = differences.map(({ object }) => makers.of(object) ?? makers.of(tableOf(object)))
  const statement = appliedTimeline(world).statements[numbers.find((number) => number !== null) ?? -1]
  const migration = statement?.migration.name ?? null
  const edited = migration !== null && world.states.get(migration) === 'edited'
  return {
    migration,
    place: statement?.place ?? null,
    objects: differences.map(({ object }) => refOf(object)),
    related: [],
    evidence: { level: 'observed' },
    data: { differences: words.slice(0, shown), count: words.length },
    causedBy: edited ? editCause(migration) : missingFileCause,
    ...(severity ? { severity } : {}),
  }
}

function tableOf(object: CatalogObject): CatalogObject {
  if (!('table' in object)) return object
  const { schema, table: name } = object
  return { kind: 'table', schema, name, persistence: 'permanent', partitionKey: null, parents: [], rowSecurity: false }
}
