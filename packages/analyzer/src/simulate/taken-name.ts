import { existing } from './names.ts'
import type { Other, Schema } from './objects.ts'
import type { Session } from './session.ts'

/** Refuses a name that another object of the kind has there. */
export function refuseTakenName(session: Session, { kind }: Other, to: { name: string; schema: Schema | null }): void {
  const { name, schema } = to
  const map = schema ? schema.others : session.store.globals
  if (!map.has(`${kind}:${name}`)) return
  const message = schema
    ? `${kind} "${name}" already exists in schema "${schema.name}"`
    : `${kind} "${name}" already exists`
  // Text search objects are told apart by an index of the catalog alone.
  const sqlstate = '42710'
  existing(session, { sqlstate, message, kind: 'other', name: { schema: schema?.name ?? null, name } })
}
