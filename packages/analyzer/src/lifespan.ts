import type { ObjectRef } from '@migration-doctor/core'
import type { SubjectKind } from './simulate/refusal.ts'
import type { Event } from './simulate/session.ts'
import type { Claim, Timeline } from './timeline.ts'

/** One thing that happened to a name: what a statement did, or what a refused one would have done. */
export interface Moment {
  readonly action: Event['action'] | 'refused create'
  readonly kind: SubjectKind
  readonly schema: string | null
  readonly name: string
  readonly column?: string
  readonly to?: string
  readonly statement: number
}

/** Everything that happened to every name, found by name without regard to case. */
export interface Lifespans {
  of(what: Pick<Moment, 'kind' | 'name'> & { readonly column?: string }): readonly Moment[]
  /** All names of a kind that were ever made; for columns, those of one table. */
  names(kind: SubjectKind, table?: string): ReadonlySet<string>
}

const relationKinds = new Set([
  'table',
  'partitioned table',
  'foreign table',
  'view',
  'materialized view',
  'sequence',
  'index',
  'composite type',
])
const typeKinds = new Set(['enum', 'domain', 'composite', 'range', 'type'])
const routineKinds = new Set(['function', 'procedure', 'aggregate', 'window'])
const plainKinds = ['schema', 'column', 'constraint', 'trigger', 'policy', 'rule', 'extension', 'enum value'] as const

function kindOf(object: ObjectRef): SubjectKind {
  if (relationKinds.has(object.kind)) return 'relation'
  if (typeKinds.has(object.kind)) return 'type'
  if (routineKinds.has(object.kind)) return 'routine'
  return plainKinds.find((kind) => kind === object.kind) ?? 'other'
}

/** A timeline by the names that its statements touch; it is looked through when the first name is asked for. */
export function lifespansOf(timeline: Timeline): Lifespans {
  let known: Index | null = null
  const index = () => {
    known ??= indexOf(timeline)
    return known
  }
  return {
    of: (what) => index().moments.get(keyOf(what)) ?? [],
    names: (kind, table) =>
      index().names.get(table === undefined ? kind : `column ${table.toLowerCase()}`) ?? new Set(),
  }
}

interface Index {
  readonly moments: ReadonlyMap<string, readonly Moment[]>
  readonly names: ReadonlyMap<string, ReadonlySet<string>>
}

function indexOf(timeline: Timeline): Index {
  const moments = new Map<string, Moment[]>()
  const names = new Map<string, Set<string>>()
  for (const moment of allMoments(timeline)) {
    const key = keyOf(moment)
    const list = moments.get(key)
    if (list) list.push(moment)
    else moments.set(key, [moment])
    const group = moment.kind === 'column' ? `column ${moment.name.toLowerCase()}` : moment.kind
    const own = names.get(group) ?? new Set()
    own.add(moment.column ?? moment.name)
    names.set(group, own)
  }
  for (const list of moments.values()) list.sort((a, b) => a.statement - b.statement)
  return { moments, names }
}

function keyOf(what: { kind: string; name: string; column?: string | undefined }): string {
  return `${what.kind}\0${what.name}\0${what.column ?? ''}`.toLowerCase()
}

function* allMoments(timeline: Timeline): Iterable<Moment> {
  for (const event of timeline.events) {
    const { schema, name, column } = event.object
    const kind = kindOf(event.object)
    const base = { action: event.action, kind, schema: schema === '' ? null : schema, name, statement: event.statement }
    const named = column === undefined ? base : { ...base, column }
    const moment = event.to === undefined ? named : { ...named, to: event.to }
    yield moment
    yield* arrivals(moment)
  }
  for (const statement of timeline.statements) {
    if (statement.verdict.kind !== 'refused') continue
    for (const claim of statement.claims) yield refusedCreation(claim, statement.number)
  }
}

/** A rename or a move also makes the new name. */
function* arrivals(moment: Moment): Iterable<Moment> {
  const { to, ...rest } = moment
  if (to === undefined) return
  if (moment.action === 'move') yield { ...rest, action: 'create', schema: to }
  else if (moment.column === undefined) yield { ...rest, action: 'create', name: to }
  else yield { ...rest, action: 'create', column: to }
}

function refusedCreation(claim: Claim, statement: number): Moment {
  return { action: 'refused create', statement, ...claim }
}
