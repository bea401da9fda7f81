import { simulate } from '../simulate.ts'
import { isRecorded } from '../states.ts'
import type { Timeline } from '../timeline.ts'
import type { World } from '../world.ts'

const known = new WeakMap<World, Timeline>()

/** The replay of what the database has run, as far as its history says, in the order of the files. */
export function appliedTimeline(world: World): Timeline {
  const found = known.get(world) ?? make(world)
  known.set(world, found)
  return found
}

function make({ project, states, timeline }: World): Timeline {
  const applied = project.migrations.filter(({ name }) => isRecorded(states.get(name)))
  if (applied.length === project.migrations.length) return timeline
  return simulate({ ...project, migrations: applied }, { pgVersion: timeline.pgVersion })
}
