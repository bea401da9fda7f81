import type { BuiltinSchema } from '../builtins/index.ts'
import type { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** Extensions that servers are expected to have, tried in this order for a name that no migration makes. */
const usual = [
  'uuid-ossp',
  'pgcrypto',
  'citext',
  'vector',
  'postgis',
  'hstore',
  'pg_trgm',
  'unaccent',
  'ltree',
  'btree_gist',
  'btree_gin',
]

const kinds = new Set(['routine', 'type', 'other'])

/** The extension that brings what is missing; `null` when none that we know does. */
export function extensionFor(kind: string, name: string, session: Pick<Session, 'system'>): string | null {
  if (!kinds.has(kind)) return null
  const brings = (schema: BuiltinSchema) =>
    kind === 'routine'
      ? schema.functions(name).length > 0
      : schema.types().some((type) => type.name === name) || schema.others('operator class').includes(name)
  for (const extension of usual) {
    const schemas = session.system.builtins.extension(extension)?.catalog.schemas.values() ?? []
    if ([...schemas].some(brings)) return extension
  }
  return null
}

/**
 * What the server brings and no migration makes, such as an extension that every database of the team has: it is taken
 * as given, and said. Answers whether the refused statement deserves a second try.
 */
export function assume(session: Session, { subject }: Refusal): boolean {
  if (subject?.fault !== 'missing') return false
  const name = extensionFor(subject.kind, subject.name, session)
  // Stand-ins are for what is not known; what a known extension brings into the platform's schema is.
  if (!(name && session.schema(subject.schema ?? '')) && session.platform?.assume(subject, session)) return true
  if (assumePlaceholder(session, subject.kind === 'schema' ? subject.name : subject.schema)) return true
  if (name === null || session.store.extensions.has(name) || session.assumedExtensions.has(name)) return false
  if (session.unwantedExtensions.has(name)) return false
  const known = session.system.builtins.extension(name)
  const schema = session.schema(subject.schema ?? homeOfExtensions(session))
  if (!known || !schema) return false
  session.assumedExtensions.set(name, session.store.now)
  session.writable(schema).guests.add(session.system.content(known))
  return true
}

/** The platform's schema for extensions, where its connections look. */
function homeOfExtensions({ platform, searchPath }: Session): string {
  return searchPath.find((name) => platform?.schema(name)) ?? 'public'
}

/** The schema that a placeholder stands for is there, whatever its name. */
function assumePlaceholder(session: Session, schema: string | null): boolean {
  if (schema === null || !session.placeholders.has(schema) || session.store.schemas.has(schema)) return false
  session.store.newSchema(schema)
  session.store.commit()
  return true
}
