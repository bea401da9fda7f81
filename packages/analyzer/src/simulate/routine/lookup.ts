import { mapped } from '../mapped.ts'
import { findRoutines, missing, missingSchema, type QualifiedName, shown } from '../names.ts'
import type { Routine, Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { shownType } from '../types.ts'

export function sameTypes(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, at) => type === b[at])
}

/** A name that says where to look needs the schema to be there. */
export function requireSchema(session: Session, { schema }: QualifiedName): void {
  if (schema !== null && !session.schema(schema)) missingSchema(session, schema)
}

/** The one routine of that name and these input types; the only one of that name when no types are given. */
export function requireRoutine(
  session: Session,
  name: QualifiedName,
  inputs: readonly Type[] | null,
  word = 'function',
): Routine {
  const all = findRoutines(session, name)
  const found = inputs ? all.find((routine) => sameTypes(routine.inputs, inputs)) : all[0]
  if (found && (inputs || all.length === 1)) return found
  if (!inputs && all.length > 1) throw new Refusal('42725', `${word} name "${shown(name)}" is not unique`)
  if (inputs) requireSchema(session, name)
  const args = inputs ? `(${mapped(inputs, shownType).join(', ')})` : ''
  const message = inputs
    ? `${word} ${shown(name)}${args} does not exist`
    : `could not find a ${word} named "${shown(name)}"`
  return missing(session, { sqlstate: '42883', message, kind: 'routine', name })
}
