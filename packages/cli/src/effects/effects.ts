import type { Timeline, TimelineStatement } from '@migration-doctor/analyzer'
import type { Catalog, ObjectRef, Place } from '@migration-doctor/core'
import { Contents, claimOf, objectOf, textOfObject } from './contents.ts'

/** Something that a migration leaves behind or takes away, and whether the database looks like it. */
export interface Effect {
  readonly object: ObjectRef
  readonly kind: 'makes' | 'takes away'
  /** The database looks as it does after the migration. */
  readonly holds: boolean
  readonly place: Place
}

export interface EffectsInput {
  readonly timeline: Timeline
  readonly live: Catalog
  readonly searchPath: readonly string[]
  /** Whether the history says that a migration was run. */
  readonly isRecorded: (migration: string) => boolean
}

/** Answers what can be seen of one migration in the catalog. What this or later recorded migrations changed again is left out. */
export function effectsIn(input: EffectsInput): (migration: string) => readonly Effect[] {
  const contents = new Contents(input.live)
  const changes = changesOf(input.timeline)
  const drops = dropsOf(input.timeline)
  const byMigration = grouped(input.timeline.statements, ({ migration }) => migration.name)
  return (migration) => {
    const own = byMigration.get(migration) ?? []
    const first = own[0]?.number ?? 0
    const matters = (change: Change) =>
      change.statement >= first && (change.migration === migration || input.isRecorded(change.migration))
    const undone = (keys: readonly string[]) => keys.some((key) => changes.get(key)?.some(matters))
    return unique([...made(own, { contents, input, undone }), ...taken(own, drops, contents)])
  }
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

interface Change {
  readonly statement: number
  readonly migration: string
}

/** Drops, renames and moves, by the key of what they change. */
function changesOf({ events, statements }: Timeline): ReadonlyMap<string, readonly Change[]> {
  const changes = new Map<string, Change[]>()
  for (const { action, object, statement } of events) {
    if (action === 'create' || action === 'alter') continue
    const [key = ''] = keysOf(object)
    const list = changes.get(key) ?? []
    list.push({ statement, migration: statements[statement]?.migration.name ?? '' })
    changes.set(key, list)
  }
  return changes
}

interface Look {
  readonly contents: Contents
  readonly input: EffectsInput
  readonly undone: (keys: readonly string[]) => boolean
}

function made(own: readonly TimelineStatement[], { contents, input, undone }: Look): readonly Effect[] {
  return own.flatMap(({ claims, place }) =>
    claims.flatMap((claim): Effect[] => {
      const schemas = claim.schema === null ? input.searchPath : [claim.schema]
      const objects = schemas.map((schema) => objectOf(claim, schema))
      const [object] = objects
      if (!object || claim.kind === 'other' || undone(objects.flatMap(keysOf))) return []
      return [{ object, kind: 'makes', holds: schemas.some((schema) => contents.holds(claim, schema)), place }]
    }),
  )
}

/** What is dropped and never made again, by the statement that drops it. */
function dropsOf({ events }: Timeline): ReadonlyMap<number, readonly ObjectRef[]> {
  const last = new Map(events.map(({ object }, index) => [textOfObject(object), index]))
  const tables = new Set(events.filter(isTableDrop).map(({ object, statement }) => `${statement}.${keysOf(object)[0]}`))
  const final = events.filter(({ action, object, statement }, index) => {
    if (action !== 'drop' || last.get(textOfObject(object)) !== index || object.kind === 'array') return false
    // A row type goes with its table, and comes back with it.
    return object.kind !== 'composite' || !tables.has(`${statement}.${keysOf(object)[0]}`)
  })
  const groups = grouped(final, ({ statement }) => statement)
  return new Map([...groups].map(([at, drops]) => [at, drops.map(({ object }) => object)]))
}

function isTableDrop({ action, object }: Timeline['events'][number]): boolean {
  return action === 'drop' && object.kind === 'table'
}

function taken(
  own: readonly TimelineStatement[],
  drops: ReadonlyMap<number, readonly ObjectRef[]>,
  contents: Contents,
): readonly Effect[] {
  return own.flatMap(({ number, place }) =>
    (drops.get(number) ?? []).map((dropped): Effect => {
      const claim = claimOf(dropped)
      const object = objectOf(claim, dropped.schema)
      return { object, kind: 'takes away', holds: !contents.holds(claim, dropped.schema), place }
    }),
  )
}

/** The key of the thing itself, and that of the table it is a part of: a part goes with its table. */
function keysOf({ schema, name, column }: ObjectRef): readonly string[] {
  return [[schema, name, column].filter(Boolean).join('.'), `${schema}.${name.split('.')[0] ?? ''}`]
}

function unique(effects: readonly Effect[]): readonly Effect[] {
  return [...new Map(effects.map((effect) => [textOfObject(effect.object), effect])).values()]
}
