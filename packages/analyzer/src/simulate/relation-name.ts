import { existing } from './names.ts'
import type { Schema } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** Refuses a relation name in use. */
export function claimRelationName(session: Session, schema: Schema, name: string, at?: number): void {
  if (schema.system && schema.name === 'pg_catalog') {
    throw new Refusal('42501', `permission denied to create "pg_catalog.${name}"`, { at })
  }
  if (!schema.relations.has(name)) return
  existing(session, {
    sqlstate: '42P07',
    message: `relation "${name}" already exists`,
    kind: 'relation',
    name: { schema: schema.name, name },
    at,
  })
}
