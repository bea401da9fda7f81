import type { Timeline } from './timeline.ts'

/**
 * Extensions that the history makes itself, after it needs them: on a new database they are missing. A platform has
 * them, and TypeORM makes what its entities need before it runs anything.
 */
export function createdLater({ assumedExtensions, events }: Timeline): readonly string[] {
  return [...assumedExtensions].flatMap(([name, needed]) => {
    const isIt = ({ action, object, statement }: Timeline['events'][number]) =>
      action === 'create' && object.kind === 'extension' && object.name === name && statement > needed
    return events.some(isIt) ? [name] : []
  })
}
