import type { Timeline } from '@migration-doctor/analyzer'
import type { ModelDrift, ModelUnknown } from '@migration-doctor/core'
import { closeAllScratches, openEngineDatabase } from '@migration-doctor/db'
import type { OpenProject } from './open-project.ts'
import { extensionsOf, type ReplayOptions } from './replay.ts'
import { nameOf } from './settings.ts'

/** Compares the model with the migrations where that is asked for; `null` where it is not. */
export async function modelOf(
  { adapter, project, options, settings }: OpenProject,
  timeline: Timeline,
  { host, progress }: ReplayOptions,
): Promise<ModelDrift | ModelUnknown | null> {
  if (!settings.model) return null
  if (!adapter.modelDrift) return { needs: 'a tool that has a model' }
  progress.step(`${nameOf(settings)}: comparing the model`)
  host.cleanups.add(closeAllScratches)
  const database = await openEngineDatabase(extensionsOf(timeline))
  try {
    const around = { files: host.files, environment: host.environment }
    const found = await adapter.modelDrift(project, database, { options, around })
    if ('needs' in found) progress.say(`The model was not compared: that needs ${found.needs}.`)
    return found
  } finally {
    await database.close()
  }
}
