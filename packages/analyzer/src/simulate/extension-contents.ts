import type { BuiltinExtension } from '../builtins/index.ts'
import { existing } from './names.ts'
import type { Schema } from './objects.ts'
import { sameTypes } from './routine/lookup.ts'
import type { Session } from './session.ts'

/** What an extension brings must not be there already. */
export function claimContent(session: Session, schema: Schema, extension: BuiltinExtension): void {
  const content = session.system.content(extension)
  for (const [name, type] of schema.types) {
    if (type.system || !content.types.has(name)) continue
    const message = `type "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'type', name: { schema: schema.name, name } })
  }
  for (const name of namesIn(session, schema, extension)) {
    const brought = content.routines.get(name)
    const there = schema.routines.get(name) ?? []
    if (!brought?.some((one) => there.some(({ inputs }) => sameTypes(one.inputs, inputs)))) continue
    const message = `function "${name}" already exists with same argument types`
    existing(session, { sqlstate: '42723', message, kind: 'routine', name: { schema: schema.name, name } })
  }
}

/** Names of routines that may meet: where PostgreSQL's own are, all that the extension brings. */
function namesIn(session: Session, schema: Schema, extension: BuiltinExtension): Iterable<string> {
  if (schema.name !== session.system.catalog.name) return schema.routines.keys()
  return [...extension.catalog.schemas.values()].flatMap((part) => part.functionNames())
}
