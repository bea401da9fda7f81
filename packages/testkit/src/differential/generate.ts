import type { Execution } from '@migration-doctor/core'
import type { Maker } from './maker.ts'
import type { Random } from './random.ts'
import { makers } from './statements.ts'
import { newWorld, type World } from './world.ts'

/** A history made by chance. */
export interface History {
  readonly execution: Execution
  readonly migrations: readonly (readonly string[])[]
}

const executions: readonly Execution[] = [
  { transaction: 'migration', send: 'script' },
  { transaction: 'none', send: 'script' },
  { transaction: 'none', send: 'statement' },
]

/** A plausible history of 1 to `longest` migrations: most of its statements are accepted. */
export function generateHistory(random: Random, longest = 60): History {
  const world = newWorld(random)
  const count = 1 + random.below(random.chance(0.8) ? Math.min(12, longest) : longest)
  const migrations = Array.from({ length: count }, () => migration(world))
  return { execution: random.pick(executions) ?? { transaction: 'none', send: 'statement' }, migrations }
}

function migration(world: World): readonly string[] {
  const statements: string[] = []
  for (let left = 1 + world.random.below(4); left > 0; left--) {
    const made = drawn(world)(world)
    if (made !== null) statements.push(...(typeof made === 'string' ? [made] : made))
  }
  return statements
}

const total = makers.reduce((sum, [weight]) => sum + weight, 0)

function drawn({ random }: World): Maker {
  let at = random.below(total)
  for (const [weight, maker] of makers) {
    if (at < weight) return maker
    at -= weight
  }
  return () => null
}
