import {
  type Catalog,
  type CatalogObject,
  compareCatalogs,
  type Difference,
  type Project,
} from '@migration-doctor/core'
import { isExternal, isJudged } from '../catalog/presence.ts'
import { type Renamed, renamesIn } from '../catalog/renamed.ts'
import { historyOf } from '../history/rows.ts'
import type { World } from '../world.ts'
import { cloudOf } from './cloud.ts'
import { appliedTimeline } from './expected.ts'

/** How the database differs from what its history makes, as far as the simulator knows that for sure. */
export interface Differences {
  readonly expected: Catalog
  readonly live: Catalog
  readonly all: readonly Difference[]
  /** Pairs of `all` that are one thing under two names. */
  readonly renamed: readonly Renamed[]
}

const known = new WeakMap<World, Differences | null>()

/** Computed once for all that ask; `null` where there is nothing to compare, or nothing that is sure. */
export function differencesOf(world: World): Differences | null {
  const found = known.get(world)
  if (found !== undefined) return found
  const made = find(world)
  known.set(world, made)
  return made
}

function find(world: World): Differences | null {
  const { live, project } = world
  if (!live || !historyOf(world)) return null
  const applied = appliedTimeline(world)
  const cloud = cloudOf(applied, world)
  if (cloud.total) return null
  const expected = applied.catalog()
  const all = compareCatalogs(expected, live).filter(({ object }) => isTold(object, project) && !cloud.covers(object))
  return { expected, live, all, renamed: renamesIn(all, { expected, live }) }
}

function isTold(object: CatalogObject, project: Project): boolean {
  if (isExternal(object, project)) return false
  return isJudged(object, project) || (object.kind === 'index' && !object.ofConstraint)
}
