import { isLocaleName } from '@migration-doctor/core'
import type { Node } from '@migration-doctor/sql'
import { missing, missingSchema, qualifiedName, schemasFor, shown } from './names.ts'
import type { Other } from './objects.ts'
import type { Session } from './session.ts'

/** The collation that a COLLATE names; `null` when it comes from the server's operating system and cannot be looked up. */
export function requireCollation(session: Session, parts: readonly Node[], at?: number): Other | null {
  const name = qualifiedName(parts)
  for (const schema of schemasFor(session, name)) {
    const found = schema.others.get(`collation:${name.name}`)
    if (found) return found
  }
  if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema, at)
  const ofSystem = name.schema === null || name.schema === 'pg_catalog'
  if (ofSystem && isLocaleName(name.name)) return null
  const message = `collation "${shown(name)}" for encoding "UTF8" does not exist`
  return missing(session, { sqlstate: '42704', message, kind: 'other', name, at })
}
