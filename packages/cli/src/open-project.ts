import { type Adapter, type DetectedProject, type DetectOptions, detectProject } from '@migration-doctor/adapters'
import type { Project } from '@migration-doctor/core'
import type { Host } from './host.ts'
import type { ProjectSettings } from './settings.ts'

/** A project as its adapter read it, and how to go on with it. */
export interface OpenProject {
  readonly settings: ProjectSettings
  readonly options: DetectOptions
  readonly adapter: Adapter
  readonly project: Project
  readonly detected: DetectedProject
}

/** Finds out which tool runs the migrations and reads them. @throws DoctorError (exit code 2). */
export async function openProject(settings: ProjectSettings, host: Host): Promise<OpenProject> {
  const { name, cwd, migrations, dialect, historyTable, toolVersion, schemaFile, tool, url } = settings
  const options: DetectOptions = {
    cwd,
    migrations,
    tool,
    ...(name === null ? {} : { name }),
    ...(dialect === null ? {} : { dialect }),
    ...(historyTable ? { historyTable } : {}),
    ...(toolVersion === null ? {} : { toolVersion }),
    ...(schemaFile === null ? {} : { schemaFile }),
    ...(url === null ? {} : { url }),
  }
  const around = { files: host.files, environment: host.environment }
  const detected = await detectProject(options, around)
  const project = await detected.adapter.read(options, around)
  return { settings, options, adapter: detected.adapter, project, detected }
}

/** Where the project's database is: the user's word, the project's own configuration, `DATABASE_URL`; `null` when nobody says. */
export async function urlOf({ settings, options, adapter }: OpenProject, host: Host): Promise<string | null> {
  if (settings.url !== null) return settings.url
  const around = { files: host.files, environment: host.environment }
  return (await adapter.databaseUrl(options, around)) ?? (host.environment['DATABASE_URL'] || null)
}
