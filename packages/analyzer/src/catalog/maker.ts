import type { CatalogObject, ObjectRef } from '@migration-doctor/core'
import type { Event } from '../simulate/session.ts'

/** Which statement made what, as far as the events of a timeline tell. */
export interface Makers {
  /** The statement that gave an object of the final catalog its being or its present name; `null`: not told. */
  of(object: CatalogObject): number | null
  /** The first statement that ever made something of this name. */
  firstOf(object: CatalogObject): number | null
}

export function makersOf(events: readonly Event[]): Makers {
  const makers = new Map<string, number>()
  const firsts = new Map<string, number>()
  const make = (object: ObjectRef, statement: number) => {
    const key = keyOf(object)
    makers.set(key, statement)
    if (!firsts.has(key)) firsts.set(key, statement)
  }
  for (const { action, object, to, statement } of events) {
    if (action === 'create') make(object, statement)
    if (action === 'drop' || to !== undefined) makers.delete(keyOf(object))
    if (to !== undefined) make(arrival(object, action, to), statement)
  }
  const find = (from: ReadonlyMap<string, number>) => (object: CatalogObject) => from.get(keyOf(refOf(object))) ?? null
  return { of: find(makers), firstOf: find(firsts) }
}

function arrival(object: ObjectRef, action: Event['action'], to: string): ObjectRef {
  if (action === 'move') return { ...object, schema: to }
  return object.column === undefined ? { ...object, name: to } : { ...object, column: to }
}

const ownGroups = new Set(['schema', 'extension', 'column', 'constraint', 'trigger', 'policy', 'rule', 'enum value'])
const routines = new Set(['function', 'procedure', 'aggregate', 'window'])

/** Relations and types share one name space; what hangs on a table has one of its own. */
function keyOf({ kind, schema, name, column }: ObjectRef): string {
  const group = ownGroups.has(kind) ? kind : routines.has(kind) ? 'routine' : 'object'
  return [group, group === 'schema' ? name : schema, name, column ?? ''].join('\0')
}

/** An object of a catalog as findings and events name it. */
export function refOf(object: CatalogObject): ObjectRef {
  const { kind, schema, name } = object
  if (kind === 'column') return { kind, schema, name: object.table, column: name }
  if (kind === 'schema') return { kind, schema: name, name }
  return 'table' in object && kind !== 'index'
    ? { kind, schema, name: `${object.table}.${name}` }
    : { kind, schema, name }
}
