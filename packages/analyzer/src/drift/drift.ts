import type { Catalog, CatalogObject, Difference, ObjectKey } from '@migration-doctor/core'
import { absences } from '../catalog/absence.ts'
import type { Renamed } from '../catalog/renamed.ts'
import { meantFacts } from '../catalog/same-text.ts'
import type { World } from '../world.ts'
import { differencesOf } from './differences.ts'

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
  const differences = differencesOf(world)
  if (!differences) return none
  const { all, renamed, expected, live } = differences
  const paired = new Set(renamed.flatMap(({ from, to }) => [from.key, to.key]))
  const told = toldElsewhere(world)
  const left = all.filter(({ key }) => !paired.has(key) && !told.has(key))
  const changed = left.filter(({ kind }) => kind === 'changed').flatMap((one) => meant(one, renamed))
  return {
    missing: grouped(left.filter(({ kind }) => kind === 'missing')),
    extra: grouped(left.filter(({ kind, object }) => kind === 'extra' && isForeign(object, { world, expected, live }))),
    changed: grouped([...changed, ...renamed.map(asChange)]),
  }
}

function toldElsewhere(world: World): ReadonlySet<ObjectKey> {
  const missing = absences(world).flatMap((absence) => absence.missing)
  return new Set(missing.map(({ key }) => key))
}

/** A column's place does not matter, and two facts have rules of their own. */
const ignored: ReadonlySet<string> = new Set(['position', 'valid', 'validated', 'ownedBy'])

/** Facts that hold names of columns and tables, or texts with such names in them. */
const naming: ReadonlySet<string> = new Set(['columns', 'keys', 'include', 'references', 'definition', 'default'])

function meant(difference: Difference, renamed: readonly Renamed[]): readonly Difference[] {
  const follows = renamed.some(({ from }) => namesIt(difference.object, from.object))
  const others = difference.facts.filter(({ fact }) => !ignored.has(fact) && !(follows && naming.has(fact)))
  const facts = meantFacts(difference.object, others)
  return facts.length === 0 ? [] : [{ ...difference, facts }]
}

/** May an object name a table or column, so that it changes with that one's name? */
function namesIt(object: CatalogObject, named: CatalogObject): boolean {
  if (named.kind !== 'column' && named.kind !== 'table') return false
  const table = named.kind === 'column' ? named.table : named.name
  const target = object.kind === 'constraint' ? object.references?.table : undefined
  return target === table || !('table' in object) || object.table === table
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
