import type { CatalogObject, Fact, ObjectRef } from '@migration-doctor/core'
import { differencesOf } from '../drift/differences.ts'
import { isRecorded } from '../states.ts'
import type { TimelineStatement } from '../timeline.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'
import { refOf } from './maker.ts'
import { type Made, type Presence, presenceOf } from './presence.ts'

/** What a recorded migration should have left in the database and did not. */
export interface Absence {
  readonly migration: string
  readonly missing: readonly Made[]
  readonly there: readonly Made[]
  /** The statement whose missing schema all of it stands in, when another migration makes that. */
  readonly cause: TimelineStatement | null
  /** The number of the statement that bears that migration's own finding. */
  readonly causedBy: number | null
}

const known = new WeakMap<World, ReadonlyMap<string, Presence>>()

/** Computed once for all rules that ask. */
export function presences(world: World): ReadonlyMap<string, Presence> {
  const { project, timeline, live } = world
  const found = known.get(world) ?? (live ? presenceOf({ project, timeline, live }) : new Map<string, Presence>())
  known.set(world, found)
  return found
}

/** In the order of the migrations. What is there under another name is drift. */
export function absences(world: World): readonly Absence[] {
  const found = presences(world)
  const recorded = world.project.migrations.filter(({ name }) => isRecorded(world.states.get(name)))
  const missing = recorded.flatMap(({ name }) => found.get(name)?.missing ?? [])
  const renamed = new Set(differencesOf(world)?.renamed.map(({ from }) => from.key))
  const schemas = new Map(
    missing.flatMap((made) => (made.object.kind === 'schema' ? [[made.object.name, made.statement]] : [])),
  )
  return recorded.flatMap(({ name }): Absence[] => {
    const { missing: all = [], there = [] } = found.get(name) ?? {}
    const own = all.filter(({ key }) => !renamed.has(key))
    const cause = causeOf(own, name, schemas)
    const causedBy = cause && (firstOf(found.get(cause.migration.name)?.missing ?? [])?.statement.number ?? null)
    return own.length === 0 ? [] : [{ migration: name, missing: own, there, cause, causedBy }]
  })
}

function causeOf(missing: readonly Made[], migration: string, schemas: ReadonlyMap<string, TimelineStatement>) {
  const [cause, ...others] = missing.map(({ object }) =>
    object.kind === 'schema' ? undefined : schemas.get(object.schema),
  )
  if (!cause || cause.migration.name === migration) return null
  return others.every((one) => one && one.migration === cause.migration) ? cause : null
}

function firstOf(missing: readonly Made[]): Made | undefined {
  return missing.toSorted((a, b) => a.statement.number - b.statement.number)[0]
}

/** What both rules about absent objects know of one. */
export interface AbsenceData {
  /** In words, the first few. */
  readonly missing: readonly string[]
  readonly missingCount: number
  readonly thereCount: number
}

export function absenceFact({ migration, missing, there, cause, causedBy }: Absence): Fact<AbsenceData> {
  const first = firstOf(missing)
  return {
    migration,
    place: first?.statement.place ?? null,
    objects: missing.map(({ object }) => refOf(object)),
    related: cause
      ? [{ message: 'what it stands in is missing, too', migration: cause.migration.name, location: cause.place }]
      : [],
    evidence: { level: 'observed' },
    data: {
      missing: missing.slice(0, 4).map(({ object }) => objectWords(object)),
      missingCount: missing.length,
      thereCount: there.length,
    },
    ...(first ? { statement: first.statement.number } : {}),
    ...(causedBy === null ? {} : { causedByStatement: causedBy }),
  }
}

/** "table `public.users`", "column `age` of `public.users`". */
export function objectWords(object: CatalogObject): string {
  const ref: ObjectRef = refOf(object)
  if (object.kind === 'schema' || object.kind === 'extension') return `${object.kind} ${quoted(object.name)}`
  if ('table' in object && object.kind !== 'index')
    return `${object.kind} ${quoted(object.name)} of ${quoted(`${object.schema}.${object.table}`)}`
  return `${object.kind} ${quoted(`${ref.schema}.${ref.name}`)}`
}

/** "a, b and c", "a, b, c, d and 3 more". */
export function listWords(words: readonly string[], count: number): string {
  const hidden = count - words.length
  const all = hidden > 0 ? [...words, `${hidden} more`] : words
  const last = all.at(-1) ?? ''
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${last}` : last
}
