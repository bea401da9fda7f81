import { createRequire } from 'node:module'
import type { Executed, Stage } from '@migration-doctor/adapters'
import { simulate } from '@migration-doctor/analyzer'
import { type Database, type Project, unusable } from '@migration-doctor/core'
import { closeAllScratches, openScratch } from '@migration-doctor/db'
import type { Host } from '../host.ts'
import type { OpenProject } from '../open-project.ts'
import type { Progress } from '../progress.ts'
import { launch } from './child.ts'

/**
 * The project with the statements that its own program sends, run on a scratch database that goes afterwards; and how its model differs,
 * where that is asked.
 * @throws DoctorError (exit code 2) where migrations are no programs, or cannot be run.
 */
export async function executed(open: OpenProject, host: Host, progress: Progress): Promise<Executed> {
  const { adapter, project, options, settings } = open
  if (!adapter.execute) {
    throw unusable('--execute runs TypeORM migrations; these are SQL and need no running.', 'Leave --execute out.')
  }
  progress.step(`${project.name}: opening a scratch database`)
  host.cleanups.add(closeAllScratches)
  const extensions = extensionsOf(project)
  const shadow = settings.shadowUrl === null ? {} : { shadowUrl: settings.shadowUrl }
  const scratch = await openScratch({ ...shadow, extensions })
  const stage: Stage = {
    database: scratch.database,
    loader: createRequire(import.meta.url).resolve('jiti'),
    launch: (program, folder) => {
      const child = launch(program, folder, host.environment)
      host.cleanups.add(() => child.kill())
      return child
    },
    onProgress: (done, total) => progress.step(`${project.name}: executing migration ${done + 1} of ${total}`),
  }
  try {
    await furnish(scratch.database, project, extensions)
    const around = { files: host.files, environment: host.environment }
    return await adapter.execute(project, { options, around, stage, model: settings.model })
  } finally {
    await scratch.close()
  }
}

/** Those that the migrations create, and those that they take as given. */
function extensionsOf(project: Project): readonly string[] {
  const { statements, assumedExtensions } = simulate(project)
  const created = statements.flatMap(({ claims }) => claims.filter(({ kind }) => kind === 'extension'))
  return [...new Set([...assumedExtensions.keys(), ...created.map(({ name }) => name)])]
}

/** What is there before the first migration. An extension that the server lacks is missed only where it is used. */
async function furnish(database: Database, project: Project, extensions: readonly string[]): Promise<void> {
  for (const name of extensions) {
    await database.script(`CREATE EXTENSION IF NOT EXISTS ${quoted(name)}`).catch(() => undefined)
  }
  for (const name of project.schemas ?? []) await database.script(`CREATE SCHEMA IF NOT EXISTS ${quoted(name)}`)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
