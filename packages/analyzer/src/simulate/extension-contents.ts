import { existing } from './names.ts'
import type { Schema } from './objects.ts'
import { sameTypes } from './routine/lookup.ts'
import type { Session } from './session.ts'

/** What an extension brings must not be there already. */
export function claimContent(session: Session, schema: Schema, content: Schema): void {
  for (const [name, type] of schema.types) {
    if (type.system || !content.types.has(name)) continue
    const message = `type "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'type', name: { schema: schema.name, name } })
  }
  for (const [name, routines] of schema.routines) {
    const brought = content.routines.get(name) ?? []
    if (!routines.some(({ inputs, system }) => !system && brought.some((one) => sameTypes(one.inputs, inputs))))
      continue
    const message = `function "${name}" already exists with same argument types`
    existing(session, { sqlstate: '42723', message, kind: 'routine', name: { schema: schema.name, name } })
  }
}
