import type { Routine } from '../objects.ts'

/** What CREATE OR REPLACE made of a routine, under the name that it has now; `null` when it is gone. */
export function currentRoutine(routine: Routine): Routine | null {
  let current = routine
  while (current.replacedBy) current = current.replacedBy
  return current.schema.routines.get(current.name)?.includes(current) ? current : null
}
