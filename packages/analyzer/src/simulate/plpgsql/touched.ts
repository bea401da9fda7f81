import { filtered, flatMapped, mapped } from '../mapped.ts'
import type { Event } from '../session.ts'

/**
 * Names of what was made, changed or dropped. Parts of a new table go by the table's name, and a table of which parts
 * were changed by those parts.
 */
export function touchedNames(events: readonly Event[]): readonly string[] {
  const made = new Set(
    flatMapped(events, ({ action, object }) => (action === 'create' && object.kind === 'table' ? [object.name] : [])),
  )
  const parts = filtered(events, ({ action, object }) => action !== 'alter' && tableOf(object) !== null)
  const changed = new Set(mapped(parts, ({ object }) => tableOf(object)))
  return flatMapped(events, ({ action, object, to }) => {
    const table = tableOf(object)
    if (table !== null && made.has(table)) return []
    if (action === 'alter' && changed.has(object.name)) return []
    const names = [
      object.column ?? object.name,
      object.column ?? object.name.split('.').at(-1),
      to,
      to?.split('.').at(-1),
    ]
    return filtered(names, (name) => name !== undefined)
  })
}

/** The table that a column, constraint, trigger or policy is a part of. */
function tableOf(object: Event['object']): string | null {
  if (object.column !== undefined) return object.name
  const dot = object.name.indexOf('.')
  return dot === -1 ? null : object.name.slice(0, dot)
}
