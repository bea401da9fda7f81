import type { Column, Schema, Type } from './objects.ts'
import type { Session } from './session.ts'

/** What the extensions that the history made have brought to a schema. */
export function* extensionsIn({ store }: Session, schema: Schema): Iterable<Schema> {
  if (schema.guests.size === 0) return
  for (const { content } of store.extensions.values()) if (content && schema.guests.has(content)) yield content
}

/** What an extension brings is shared between sessions: a column of such a type depends on the extension itself. */
export function dependOnExtensionOf(session: Session, column: Column, type: Type): void {
  const element = type.kind === 'array' && type.element ? type.element : type
  if (!element.system || element.schema === session.system.catalog) return
  for (const extension of session.store.extensions.values()) {
    if (extension.content === element.schema) session.store.depend(column, extension, 'normal')
  }
}
