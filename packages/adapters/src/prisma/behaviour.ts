import type { Execution } from '@migration-doctor/core'

/** The first version that sorts in TypeScript, with `localeCompare`; the engine's byte order went before. */
const localeOrder = [6, 6] as const
/** The first version whose command line has no JavaScript schema engine any more. */
const nativeOnly = [7, 0] as const
/** The first version that sends a script statement by statement. */
const statementByStatement = [7, 4] as const

export interface Behaviour {
  readonly order: 'bytes' | 'localeCompare'
  readonly execution: Execution
}

/**
 * What a version of Prisma does. An unknown version behaves as the newest.
 * `semicolons`: the schema engine runs in JavaScript over a driver adapter, which cuts at every `;`.
 */
export function behaviourOf(version: string | null, semicolons: boolean): Behaviour {
  return {
    order: isAtLeast(version, localeOrder) ? 'localeCompare' : 'bytes',
    execution: { transaction: 'none', send: sendOf(version, semicolons) },
  }
}

/** From 7.4 on a script goes statement by statement, where the engine can cut it. */
function sendOf(version: string | null, semicolons: boolean): Execution['send'] {
  if (isAtLeast(version, statementByStatement)) return 'statement'
  return semicolons && !isAtLeast(version, nativeOnly) ? 'semicolon' : 'script'
}

/** Major and minor of `6.19.3`, `6.19` or `6`; an absent minor counts as the last one. */
export function majorAndMinor(version: string): readonly [number, number] | null {
  const [major, minor] = version.split('.')
  const first = Number.parseInt(major ?? '', 10)
  if (Number.isNaN(first)) return null
  const second = Number.parseInt(minor ?? '', 10)
  return [first, Number.isNaN(second) ? Number.POSITIVE_INFINITY : second]
}

export function isAtLeast(version: string | null, [major, minor]: readonly [number, number]): boolean {
  const parts = version === null ? null : majorAndMinor(version)
  if (!parts) return true
  return parts[0] > major || (parts[0] === major && parts[1] >= minor)
}
