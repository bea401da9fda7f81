import {
  type Catalog,
  type CatalogObject,
  compareCatalogs,
  type Difference,
  type Project,
} from '@migration-doctor/core'

export interface SchemaComparison {
  readonly differs: boolean
  /** What differs, or which differences are allowed and why; empty when there are none. */
  readonly detail: string
}

/** A copy before its cure: what was there and is made by no migration is nobody's fault. */
export interface Before {
  readonly copy: Catalog
  /** What it was copied from. */
  readonly original: Catalog
}

interface Around {
  readonly project: Project
  readonly before: Before | null
}

/** Compares what an empty database ends in with what another one does. The tool's own table does not count. */
export function sameSchema(wanted: Catalog, found: Catalog, { project, before }: Around): SchemaComparison {
  const all = compareCatalogs(wanted, found).filter(({ object }) => !isToolsOwn(object, project))
  const moved = all.filter(isPosition)
  const past = all.filter((one) => !isPosition(one) && wasThere(one, before?.copy ?? null))
  const real = all.filter((one) => !moved.includes(one) && !past.includes(one))
  const old = past.filter((one) => !isOfCopying(one, before?.original ?? null))
  if (real.length > 0) return { differs: true, detail: listed(real) }
  const notes = [
    moved.length > 0 ? 'columns that were added later stand behind the others' : '',
    old.length > 0 ? `what no migration accounts for stays as it was: ${listed(old)}` : '',
  ]
  return { differs: false, detail: notes.filter(Boolean).join('; ') }
}

function isToolsOwn(object: CatalogObject, { historyTable: { name, schema } }: Project): boolean {
  if (object.kind === 'schema') return object.name === schema
  if ('table' in object) return object.table === name
  return object.name === name || (object.kind === 'sequence' && (object.ownedBy?.split('.').includes(name) ?? false))
}

/** `ADD COLUMN` puts a column at the end, wherever another database has it. */
function isPosition({ kind, object, facts }: Difference): boolean {
  return kind === 'changed' && object.kind === 'column' && facts.every(({ fact }) => fact === 'position')
}

/** PostgreSQL prints some expressions in another way when they were read from its own print: the original is as wanted. */
function isOfCopying({ key, kind, facts }: Difference, original: Catalog | null): boolean {
  const own = original?.objects.get(key)
  if (!own || kind !== 'changed') return false
  const then = new Map<string, unknown>(Object.entries(own))
  return facts.every(({ fact, left }) => JSON.stringify(then.get(fact)) === JSON.stringify(left))
}

/** An extra object, or a fact that the cure did not touch. */
function wasThere({ key, kind, facts }: Difference, before: Catalog | null): boolean {
  const old = before?.objects.get(key)
  if (!old || kind === 'missing') return false
  if (kind === 'extra') return true
  const then = new Map<string, unknown>(Object.entries(old))
  return facts.every(({ fact, right }) => JSON.stringify(then.get(fact)) === JSON.stringify(right))
}

function listed(differences: readonly Difference[]): string {
  const shown = differences.slice(0, 3).map(({ key, kind }) => `${key} is ${kind}`)
  return differences.length > 3 ? `${shown.join(', ')} and ${differences.length - 3} more` : shown.join(', ')
}
