import { type Catalog, type CatalogObject, compareCatalogs, type ObjectKey, type Project } from '@migration-doctor/core'
import type { Timeline, TimelineStatement } from '../timeline.ts'
import { makersOf } from './maker.ts'
import { twinKey } from './renamed.ts'

/** What a migration leaves behind once the whole history has run, and whether the live database has it. */
export interface Presence {
  readonly there: readonly Made[]
  /** What hangs on a missing table is not told again. */
  readonly missing: readonly Made[]
}

export interface Made {
  readonly key: ObjectKey
  readonly object: CatalogObject
  /** The statement that makes it. */
  readonly statement: TimelineStatement
  /** It was made before by another statement: what is there may be that one's. */
  readonly again: boolean
}

export interface PresenceInput {
  readonly project: Project
  readonly timeline: Timeline
  readonly live: Catalog
}

/** By migration. What cannot be known for sure is in neither list. */
export function presenceOf({ project, timeline, live }: PresenceInput): ReadonlyMap<string, Presence> {
  const final = timeline.catalog()
  const makers = makersOf(timeline.events)
  const told = new Set(compareCatalogs(final, live).flatMap(({ kind, key }) => (kind === 'missing' ? [key] : [])))
  const index = liveIndex(live)
  const found = new Map<string, { there: Made[]; missing: Made[] }>()
  for (const [key, object] of final.objects) {
    const number = isJudged(object, project) ? makers.of(object) : null
    const statement = number === null ? undefined : timeline.statements[number]
    if (!statement || isClouded(object, statement, timeline)) continue
    const entry = found.get(statement.migration.name) ?? { there: [], missing: [] }
    const made: Made = { key, object, statement, again: makers.firstOf(object) !== statement.number }
    if (live.objects.has(key)) entry.there.push(made)
    else if (told.has(key) && !hasTwin(object, index)) entry.missing.push(made)
    found.set(statement.migration.name, entry)
  }
  return found
}

const kinds: ReadonlySet<string> = new Set([
  'schema',
  'table',
  'column',
  'constraint',
  'index',
  'sequence',
  'view',
  'materialized view',
  'enum',
  'domain',
  'composite',
  'function',
  'procedure',
  'trigger',
  'policy',
  'extension',
])

/** Is it something that a migration answers for? A sequence that a column owns comes with the column, an index that backs a constraint with the constraint. */
export function isJudged(object: CatalogObject, project: Project): boolean {
  const { historyTable, platformSchemas = [] } = project
  if (isExternal(object, project)) return false
  if (!kinds.has(object.kind) || platformSchemas.includes(object.schema)) return false
  if (object.kind === 'sequence' && object.ownedBy !== null) return false
  if (object.kind === 'index' && object.ofConstraint) return false
  if (object.kind === 'table' && object.persistence === 'temporary') return false
  return ('table' in object ? object.table : object.name) !== historyTable.name
}

/** A table or type that others manage, or something of such a table. */
export function isExternal(object: CatalogObject, { external = [], defaultSchema }: Project): boolean {
  if (external.length === 0) return false
  const name = 'table' in object ? object.table : object.name
  return external.includes(`${object.schema}.${name}`) || (object.schema === defaultSchema && external.includes(name))
}

/** A later statement that could not be simulated may have taken it away or given it another name. */
function isClouded(object: CatalogObject, maker: TimelineStatement, { statements }: Timeline): boolean {
  const words = 'table' in object ? [object.name, object.table] : [object.name]
  return statements.slice(maker.number).some(({ verdict, text, chunk }) => {
    if (verdict.kind !== 'unknown') return false
    const lower = text.toLowerCase()
    return chunk === null || words.some((word) => lower.includes(word.toLowerCase()))
  })
}

/** Live objects by what they are rather than by what they are called. */
type LiveIndex = ReadonlySet<string>

function liveIndex(live: Catalog): LiveIndex {
  const twins = new Set<string>()
  for (const object of live.objects.values()) {
    const twin = twinKey(object)
    if (twin !== null) twins.add(twin)
  }
  return twins
}

/** The same under another name, or a routine whose argument types are only spelt in another way, is there. */
function hasTwin(object: CatalogObject, index: LiveIndex): boolean {
  const twin = twinKey(object)
  return twin !== null && index.has(twin)
}
