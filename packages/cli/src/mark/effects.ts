import type { Claim, Timeline } from '@migration-doctor/analyzer'
import type { Catalog, CatalogObject, ObjectRef } from '@migration-doctor/core'

/** Something that a migration leaves behind or takes away, and whether the database looks like it. */
export interface Effect {
  /** `table public.invoices`, `column public.invoices.total`. */
  readonly what: string
  readonly kind: 'makes' | 'takes away'
  /** The database looks as it does after the migration. */
  readonly holds: boolean
}

export interface EffectsInput {
  readonly timeline: Timeline
  readonly live: Catalog
  readonly searchPath: readonly string[]
  /** Whether the history says that a migration was run. */
  readonly isRecorded: (migration: string) => boolean
}

/** What can be seen of one migration in a catalog; what later recorded migrations changed again is left out. */
export function effectsOf(migration: string, input: EffectsInput): readonly Effect[] {
  const { timeline, live, searchPath } = input
  const own = timeline.statements.filter((statement) => statement.migration.name === migration)
  const seen = new Map<string, Effect>()
  const changedLater = laterChanges(migration, input)
  for (const claim of own.flatMap((statement) => statement.claims)) {
    const schemas = claim.schema === null ? searchPath : [claim.schema]
    const what = claimText(claim, schemas[0] ?? '')
    const keys = schemas.flatMap((schema) => keysOf({ schema, name: claim.name, column: claim.column }))
    if (claim.kind === 'other' || keys.some((key) => changedLater.has(key))) continue
    seen.set(what, { what, kind: 'makes', holds: schemas.some((schema) => isThere(claim, schema, live)) })
  }
  const first = own[0]?.number ?? Number.POSITIVE_INFINITY
  for (const { action, object, statement } of timeline.events) {
    if (action !== 'drop' || timeline.statements[statement]?.migration.name !== migration || statement < first) continue
    const what = objectText(object)
    if (seen.has(what) || madeAgain(object, statement, timeline)) continue
    seen.set(what, { what, kind: 'takes away', holds: !isThere(claimOf(object), object.schema, live) })
  }
  return [...seen.values()]
}

/** Keys of everything that this or a later recorded migration drops, renames or moves. */
function laterChanges(migration: string, { timeline, isRecorded }: EffectsInput): ReadonlySet<string> {
  const order = new Map<string, number>()
  for (const { migration: at, number } of timeline.statements) if (!order.has(at.name)) order.set(at.name, number)
  const start = order.get(migration) ?? 0
  const changes = timeline.events.filter(({ action, statement }) => {
    const at = timeline.statements[statement]?.migration.name ?? ''
    return action !== 'create' && action !== 'alter' && statement >= start && (at === migration || isRecorded(at))
  })
  return new Set(changes.flatMap(({ object }) => keysOf(object)[0] ?? []))
}

function madeAgain(object: ObjectRef, after: number, { events }: Timeline): boolean {
  const what = objectText(object)
  return events.some(
    ({ action, object: made, statement }) => action === 'create' && statement > after && objectText(made) === what,
  )
}

/** The key of the thing itself, and that of the table it is a part of: a part goes with its table. */
function keysOf(object: { readonly schema: string; readonly name: string; readonly column?: string | undefined }) {
  const { schema, name, column } = object
  return [[schema, name, column].filter(Boolean).join('.'), `${schema}.${name.split('.')[0] ?? ''}`]
}

const relations = new Set(['table', 'view', 'materialized view', 'index', 'sequence', 'foreign table'])
const types = new Set(['enum', 'domain', 'composite', 'range', 'base type', 'table', 'view', 'materialized view'])
const routines = new Set(['function', 'procedure', 'aggregate'])

function isThere(claim: Claim, schema: string, live: Catalog): boolean {
  for (const object of live.objects.values()) if (matches(object, claim, schema)) return true
  return false
}

function matches(object: CatalogObject, { kind, name, column }: Claim, schema: string): boolean {
  if (kind === 'schema' || kind === 'extension') return object.kind === kind && object.name === name
  if (object.schema !== schema) return false
  switch (kind) {
    case 'relation':
      return relations.has(object.kind) && object.name === name
    case 'type':
      return types.has(object.kind) && object.name === name
    case 'routine':
      return routines.has(object.kind) && object.name === name
    case 'enum value':
      return object.kind === 'enum' && object.name === name && object.labels.includes(column ?? '')
    case 'column':
      return object.kind === 'column' && object.table === name && object.name === column
    default:
      return object.kind === kind && 'table' in object && `${object.table}.${object.name}` === name
  }
}

/** The kinds of claims for the kinds of objects that events name. */
function claimOf({ kind, schema, name, column }: ObjectRef): Claim {
  if (kind === 'column') return { kind: 'column', schema, name, ...(column === undefined ? {} : { column }) }
  if (kind === 'schema' || kind === 'extension') return { kind, schema: null, name }
  if (kind === 'constraint' || kind === 'trigger' || kind === 'policy') return { kind, schema, name }
  if (routines.has(kind)) return { kind: 'routine', schema, name }
  return { kind: relations.has(kind) ? 'relation' : 'type', schema, name }
}

function claimText({ kind, name, column }: Claim, schema: string): string {
  if (kind === 'schema' || kind === 'extension') return `${kind} ${name}`
  if (kind === 'enum value') return `value '${column ?? ''}' of ${schema}.${name}`
  return `${kind} ${[schema, name, column].filter(Boolean).join('.')}`
}

function objectText(object: ObjectRef): string {
  return claimText(claimOf(object), object.schema)
}
