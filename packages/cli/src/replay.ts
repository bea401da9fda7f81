import type { Timeline } from '@migration-doctor/analyzer'
import type { ReplayResult } from '@migration-doctor/core'
import { closeAllScratches, openScratch, replay, replayRemembered } from '@migration-doctor/db'
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
  host.cleanups.add(closeAllScratches)
  const opening = () => progress.step(`${nameOf(settings)}: opening a scratch database`)
  const onProgress = (done: number, total: number) =>
    progress.step(`${nameOf(settings)}: replaying ${done} of ${total} statements`)
  const script = timeline.replayScript()
  const common = { statementTimeoutMs, onProgress }
  if (settings.shadowUrl === null) {
    return replayRemembered(script, { ...common, extensions: extensionsOf(timeline), onOpening: opening })
  }
  opening()
  const scratch = await openScratch({ shadowUrl: settings.shadowUrl })
  try {
    return await replay(script, scratch, common)
  } finally {
    await scratch.close()
  }
}

/** Extensions that a scratch database of a project should have. */
export function extensionsOf({ statements, assumedExtensions }: Timeline): readonly string[] {
  const claims = statements.flatMap((statement) => statement.claims)
  const created = claims.filter(({ kind }) => kind === 'extension').map(({ name }) => name)
  return [...new Set([...created, ...assumedExtensions.keys()])]
}
