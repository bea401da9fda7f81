import type { ObjectRef } from '@migration-doctor/core'

/** A finding's id: sixteen hex digits of rule, migration and objects, never of the line. FNV-1a, twice, with different seeds. */
export function fingerprint(rule: string, migration: string | null, objects: readonly ObjectRef[]): string {
  const names = objects
    .map(({ kind, schema, name, column }) => [kind, schema, name, column ?? ''].join('\u0001'))
    .sort()
  const text = [rule, migration ?? '', ...names].join('\u0000')
  return hash(text, 0x811c9dc5) + hash(text, 0x9dc5811c)
}

function hash(text: string, seed: number): string {
  let value = seed
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
