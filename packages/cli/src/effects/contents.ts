import type { Claim } from '@migration-doctor/analyzer'
import type { Catalog, CatalogObject, ObjectRef } from '@migration-doctor/core'

const relations = new Set(['table', 'view', 'materialized view', 'index', 'sequence', 'foreign table'])
const types = new Set(['enum', 'domain', 'composite', 'range', 'base type', 'table', 'view', 'materialized view'])
const routines = new Set(['function', 'procedure', 'aggregate'])

/** What a catalog contains, in the words in which statements claim to make things. */
export class Contents {
  readonly #keys = new Set<string>()

  constructor(catalog: Catalog) {
    for (const object of catalog.objects.values()) for (const key of keysOf(object)) this.#keys.add(key)
  }

  /** @param schema in which to look; of no meaning for what stands outside schemas. */
  holds(claim: Claim, schema: string): boolean {
    return this.#keys.has(keyOf(claim, schema))
  }
}

function keyOf({ kind, name, column }: Claim, schema: string): string {
  const within = kind === 'schema' || kind === 'extension' ? '' : schema
  return [kind, within, name, column ?? ''].join('\0')
}

function keysOf(object: CatalogObject): readonly string[] {
  const { kind, schema, name } = object
  const key = (claimed: Claim['kind'], of = name, column = '') => [claimed, schema, of, column].join('\0')
  if (kind === 'schema' || kind === 'extension') return [[kind, '', name, ''].join('\0')]
  if (kind === 'column') return [key('column', object.table, name)]
  if (kind === 'constraint' || kind === 'trigger' || kind === 'policy') return [key(kind, `${object.table}.${name}`)]
  const labels = kind === 'enum' ? object.labels.map((label) => key('enum value', name, label)) : []
  return [
    ...(relations.has(kind) ? [key('relation')] : []),
    ...(types.has(kind) ? [key('type')] : []),
    ...(routines.has(kind) ? [key('routine')] : []),
    ...labels,
  ]
}

/** The claim that would make an object that an event names. */
export function claimOf({ kind, schema, name, column }: ObjectRef): Claim {
  if (kind === 'column') return { kind, schema, name, ...(column === undefined ? {} : { column }) }
  if (kind === 'schema' || kind === 'extension') return { kind, schema: null, name }
  if (kind === 'constraint' || kind === 'trigger' || kind === 'policy') return { kind, schema, name }
  if (routines.has(kind)) return { kind: 'routine', schema, name }
  return { kind: relations.has(kind) ? 'relation' : 'type', schema, name }
}

/** The object that a claim is about. A part of a table keeps its table in its name. */
export function objectOf({ kind, name, column }: Claim, schema: string): ObjectRef {
  if (kind === 'schema') return { kind, schema: name, name }
  const place = { kind, schema: kind === 'extension' ? '' : schema, name }
  return column === undefined ? place : { ...place, column }
}

/** `relation public.invoices`, `column public.invoices.total`, `value 'paid' of public.state`. */
export function textOfObject({ kind, schema, name, column }: ObjectRef): string {
  if (kind === 'schema' || kind === 'extension') return `${kind} ${name}`
  if (kind === 'enum value') return `value '${column ?? ''}' of ${schema}.${name}`
  return `${kind} ${[schema, name, column].filter(Boolean).join('.')}`
}
