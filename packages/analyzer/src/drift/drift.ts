import {
  type Catalog,
  type CatalogObject,
  compareCatalogs,
  type Difference,
  type ObjectKey,
  type Project,
} from '@migration-doctor/core'
import { absences } from '../catalog/absence.ts'
import { isExternal, isJudged, twinKey } from '../catalog/presence.ts'
import { historyOf } from '../history/rows.ts'
import type { World } from '../world.ts'
import { cloudOf } from './cloud.ts'
import { appliedTimeline } from './expected.ts'

/** Where the database differs from what its history makes, by the table or object that it is about. */
export interface Drift {
  readonly missing: readonly Group[]
  readonly extra: readonly Group[]
  readonly changed: readonly Group[]
}

export interface Group {
  /** `schema.name` of the table, or of the object itself. */
  readonly owner: string
  readonly differences: readonly Difference[]
}

const none: Drift = { missing: [], extra: [], changed: [] }
const known = new WeakMap<World, Drift>()

/** Computed once for the rules that ask. What other rules tell is left out, and so is what the simulator does not know. */
export function driftOf(world: World): Drift {
  const found = known.get(world) ?? find(world)
  known.set(world, found)
  return found
}

function find(world: World): Drift {
  const { live, project } = world
  if (!live || !historyOf(world)) return none
  const applied = appliedTimeline(world)
  const cloud = cloudOf(applied, world)
  if (cloud.total) return none
  const expected = applied.catalog()
  const all = compareCatalogs(expected, live).filter(({ object }) => isTold(object, project) && !cloud.covers(object))
  const renamed = renamesIn(all)
  const paired = new Set(renamed.flatMap(({ from, to }) => [from.key, to.key]))
  const told = toldElsewhere(world)
  const left = all.filter(({ key }) => !paired.has(key) && !told.has(key))
  return {
    missing: grouped(left.filter(({ kind }) => kind === 'missing')),
    extra: grouped(left.filter(({ kind, object }) => kind === 'extra' && isForeign(object, { world, expected, live }))),
    changed: grouped([...left.filter(({ kind }) => kind === 'changed').flatMap(meant), ...renamed.map(asChange)]),
  }
}

function isTold(object: CatalogObject, project: Project): boolean {
  if (isExternal(object, project)) return false
  return isJudged(object, project) || (object.kind === 'index' && !object.ofConstraint)
}

function toldElsewhere(world: World): ReadonlySet<ObjectKey> {
  const missing = absences(world).flatMap((absence) => absence.missing)
  return new Set(missing.map(({ key }) => key))
}

/** A column's place does not matter, and two facts have rules of their own. */
const ignored: ReadonlySet<string> = new Set(['position', 'valid', 'validated', 'ownedBy'])

function meant(difference: Difference): readonly Difference[] {
  const facts = difference.facts.filter(({ fact }) => !ignored.has(fact))
  return facts.length === 0 ? [] : [{ ...difference, facts }]
}

interface Renamed {
  readonly from: Difference
  readonly to: Difference
}

/** A constraint, index or routine that is there under another name, or with its argument types in another spelling. */
function renamesIn(differences: readonly Difference[]): readonly Renamed[] {
  const extra = new Map(
    differences.flatMap((one) => {
      const twin = one.kind === 'extra' ? twinKey(one.object) : null
      return twin === null ? [] : [[twin, one] as const]
    }),
  )
  return differences.flatMap((from) => {
    const twin = from.kind === 'missing' ? twinKey(from.object) : null
    const to = twin === null ? undefined : extra.get(twin)
    if (twin === null || !to) return []
    extra.delete(twin)
    return [{ from, to }]
  })
}

function asChange({ from, to }: Renamed): Difference {
  const facts = [{ fact: 'name', left: from.object.name, right: to.object.name }]
  return { ...from, kind: 'changed', facts }
}

interface Setting {
  readonly world: World
  readonly expected: Catalog
  readonly live: Catalog
}

/** Tables that tools and extensions make for themselves. */
const housekeeping: ReadonlySet<string> = new Set([
  'typeorm_metadata',
  'query-result-cache',
  'knex_migrations_lock',
  'kysely_migration_lock',
  'databasechangeloglock',
  'spatial_ref_sys',
])

/** Kinds that hosts and other programs add, which are nobody's drift. */
const tolerated: ReadonlySet<string> = new Set(['schema', 'extension'])

/** An object in a schema of the history's that no migration makes, and no tool for itself. */
function isForeign(object: CatalogObject, { world, expected, live }: Setting): boolean {
  if (tolerated.has(object.kind)) return false
  const owner = 'table' in object ? object.table : object.name
  if (housekeeping.has(owner) || isTracking(object.schema, owner, world)) return false
  const schemas = new Set(
    [...expected.objects.values()].filter(({ kind }) => kind === 'table').map(({ schema }) => schema),
  )
  if (!schemas.has(object.schema)) return false
  return !isPartition(object.schema, owner, live) && !(object.kind === 'sequence' && object.ownedBy !== null)
}

function isTracking(schema: string, name: string, { surroundings }: World): boolean {
  return surroundings?.tables.some((table) => table.schema === schema && table.name === name) === true
}

/** Partitions come and go by themselves. */
function isPartition(schema: string, name: string, live: Catalog): boolean {
  const table = live.objects.get(`table:${schema}.${name}`)
  return table?.kind === 'table' && table.parents.length > 0
}

function grouped(differences: readonly Difference[]): readonly Group[] {
  const groups = new Map<string, Difference[]>()
  for (const difference of differences) {
    const { object } = difference
    const owner = `${object.schema}.${'table' in object ? object.table : object.name}`
    const list = groups.get(owner)
    if (list) list.push(difference)
    else groups.set(owner, [difference])
  }
  return [...groups].map(([owner, list]) => ({ owner, differences: list }))
}
