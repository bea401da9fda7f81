import type { Lifespans, Moment } from './lifespan.ts'
import { nearest } from './nearest.ts'
import { extensionFor } from './simulate/assume.ts'
import type { Subject } from './simulate/refusal.ts'
import { systemCatalog } from './simulate/system.ts'

/** Why something is not there when a statement needs it. */
export type Reason =
  | { readonly kind: 'created-later'; readonly statement: number }
  | { readonly kind: 'creation-refused'; readonly statement: number }
  | { readonly kind: 'guard-skipped'; readonly statement: number }
  | { readonly kind: 'dropped-earlier'; readonly statement: number }
  | { readonly kind: 'renamed-earlier'; readonly statement: number; readonly to: string }
  | { readonly kind: 'moved-earlier'; readonly statement: number; readonly to: string }
  | { readonly kind: 'folded'; readonly actual: string; readonly statement: number }
  | { readonly kind: 'misspelt'; readonly actual: string; readonly statement: number | null }
  | { readonly kind: 'other-schema'; readonly schema: string; readonly statement: number }
  | { readonly kind: 'extension-missing'; readonly extension: string }
  | { readonly kind: 'never-created' }

/** Looks through the whole history for why `subject` was missing at statement `at`. */
export function reasonOf(subject: Subject, at: number, lifespans: Lifespans, pgVersion: number): Reason {
  const all = lifespans.of(subject)
  const exact = all.filter((moment) => sameName(moment, subject))
  const inSchema = exact.filter((moment) => sameSchema(moment, subject))
  return (
    fromEarlier(inSchema, at) ??
    fromLater(inSchema, at) ??
    otherSchema(exact, at) ??
    folded(all, subject) ??
    fromExtension(subject, at, { lifespans, pgVersion }) ??
    misspelt(subject, lifespans) ?? { kind: 'never-created' }
  )
}

function sameName(moment: Moment, subject: Subject): boolean {
  return moment.name === subject.name && moment.column === subject.column
}

function sameSchema(moment: Moment, subject: Subject): boolean {
  return moment.schema === null || subject.schema === null || moment.schema === subject.schema
}

/** The last thing that happened to the name before the statement that needs it. */
function fromEarlier(moments: readonly Moment[], at: number): Reason | null {
  const latest = moments.findLast((moment) => moment.statement < at && moment.action !== 'alter')
  // A move is its own arrival in the other schema, which a name without a schema does not tell apart.
  const arrived = latest?.action === 'create' ? latest : null
  const move = moments.find(({ action, statement }) => action === 'move' && statement === arrived?.statement)
  const last = move ?? latest
  if (!last) return null
  const { statement, to } = last
  if (last.action === 'refused create') return { kind: 'creation-refused', statement }
  if (last.action === 'rename' && to !== undefined) return { kind: 'renamed-earlier', statement, to }
  if (last.action === 'move' && to !== undefined) return { kind: 'moved-earlier', statement, to }
  if (last.action === 'drop') return { kind: 'dropped-earlier', statement }
  return null
}

function fromLater(moments: readonly Moment[], at: number): Reason | null {
  const created = moments.find((moment) => moment.statement > at && moment.action === 'create')
  const wanted = created ?? moments.find((moment) => moment.statement > at && moment.action === 'refused create')
  return wanted ? { kind: 'created-later', statement: wanted.statement } : null
}

function otherSchema(moments: readonly Moment[], at: number): Reason | null {
  const found = moments.findLast(
    (moment) => moment.action === 'create' && moment.schema !== null && moment.statement < at,
  )
  return found?.schema ? { kind: 'other-schema', schema: found.schema, statement: found.statement } : null
}

function folded(moments: readonly Moment[], subject: Subject): Reason | null {
  const found = moments.find((moment) => moment.action === 'create' && !sameName(moment, subject))
  if (!found) return null
  return { kind: 'folded', actual: found.column ?? found.name, statement: found.statement }
}

interface Known {
  readonly lifespans: Lifespans
  readonly pgVersion: number
}

function fromExtension(subject: Subject, at: number, { lifespans, pgVersion }: Known): Reason | null {
  const extension = extensionFor(subject.kind, subject.name, { system: systemCatalog(pgVersion) })
  if (extension === null) return null
  const moments = lifespans.of({ kind: 'extension', name: extension })
  return fromEarlier(moments, at) ?? fromLater(moments, at) ?? { kind: 'extension-missing', extension }
}

function misspelt(subject: Subject, lifespans: Lifespans): Reason | null {
  const candidates =
    subject.column === undefined ? lifespans.names(subject.kind) : lifespans.names('column', subject.name)
  const wanted = subject.column ?? subject.name
  const actual = nearest(wanted, candidates)
  if (actual === null) return null
  const where = lifespans
    .of(subject.column === undefined ? { ...subject, name: actual } : { ...subject, column: actual })
    .find((moment) => moment.action === 'create')
  return where ? { kind: 'misspelt', actual, statement: where.statement } : null
}
