import type { Schema } from './objects.ts'
import type { Session } from './session.ts'
import type { SchemaNaming } from './types.ts'

/** What an extension brings is kept apart, and belongs to the schema that it is installed in. */
export function hostsIn(session: Session): SchemaNaming {
  const hosts = new Map<Schema, string>()
  const ofPlatform = (session.platform?.schemas() ?? []).flatMap((name) => session.platform?.schema(name) ?? [])
  for (const host of [...ofPlatform, ...session.store.schemas.values(), ...session.systemSchemas()])
    for (const guest of host.guests) hosts.set(guest, host.name)
  return (schema) => hosts.get(schema) ?? schema.name
}
