import type { Timeline } from '@migration-doctor/analyzer'
import type { ReplayResult } from '@migration-doctor/core'
import { closeAllScratches, openScratch, replay } from '@migration-doctor/db'
import type { Host } from './host.ts'
import type { Progress } from './progress.ts'
import { nameOf, type ProjectSettings } from './settings.ts'

export interface ReplayOptions {
  readonly settings: ProjectSettings
  readonly host: Host
  readonly progress: Progress
}

const statementTimeoutMs = 60_000

/** Asks a scratch PostgreSQL when the user wants it, or when the simulator refused something or could not tell. */
export async function replayOf(timeline: Timeline, options: ReplayOptions): Promise<ReplayResult | null> {
  const { settings, host, progress } = options
  const doubtful = timeline.statements.some(({ verdict }) => verdict.kind !== 'accepted')
  if (settings.replay === 'never' || (settings.replay === 'auto' && !doubtful)) return null
  progress.step(`${nameOf(settings)}: opening a scratch database`)
  host.cleanups.add(closeAllScratches)
  const shadow = settings.shadowUrl === null ? {} : { shadowUrl: settings.shadowUrl }
  const scratch = await openScratch({ ...shadow, extensions: extensionsOf(timeline) })
  try {
    const onProgress = (done: number, total: number) =>
      progress.step(`${nameOf(settings)}: replaying ${done} of ${total} statements on ${scratch.server}`)
    return await replay(timeline.replayScript(), scratch, { statementTimeoutMs, onProgress })
  } finally {
    await scratch.close()
  }
}

function extensionsOf({ statements, assumedExtensions }: Timeline): readonly string[] {
  const claims = statements.flatMap((statement) => statement.claims)
  const created = claims.filter(({ kind }) => kind === 'extension').map(({ name }) => name)
  return [...new Set([...created, ...assumedExtensions.keys()])]
}
