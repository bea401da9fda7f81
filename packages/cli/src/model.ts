import type { Executed } from '@migration-doctor/adapters'
import type { Timeline } from '@migration-doctor/analyzer'
import type { ModelDrift, ModelUnknown } from '@migration-doctor/core'
import { closeAllScratches, openEngineDatabase } from '@migration-doctor/db'
import type { OpenProject } from './open-project.ts'
import type { Progress } from './progress.ts'
import { extensionsOf, type ReplayOptions } from './replay.ts'
import { nameOf } from './settings.ts'

/** Compares the model with the migrations where that is asked for; `null` where it is not. */
export async function modelOf(
  { adapter, project, options, settings }: OpenProject,
  timeline: Timeline,
  { host, progress, run }: ReplayOptions & { readonly run: Executed | null },
): Promise<ModelDrift | ModelUnknown | null> {
  if (!settings.model) return null
  if (run?.model) return told(run.model, progress)
  if (adapter.execute) return unexecuted(progress)
  if (!adapter.modelDrift) return { needs: 'a tool that has a model' }
  progress.step(`${nameOf(settings)}: comparing the model`)
  host.cleanups.add(closeAllScratches)
  const database = await openEngineDatabase(extensionsOf(timeline))
  try {
    const around = { files: host.files, environment: host.environment }
    return told(await adapter.modelDrift(project, database, { options, around }), progress)
  } finally {
    await database.close()
  }
}

function told(found: ModelDrift | ModelUnknown, progress: Progress): ModelDrift | ModelUnknown {
  if ('needs' in found) progress.say(`The model was not compared: that needs ${found.needs}.`)
  return found
}

function unexecuted(progress: Progress): ModelUnknown {
  progress.say('The model was not compared: only the project’s own code knows its entities, and --execute lets it run.')
  return { needs: '--execute' }
}
