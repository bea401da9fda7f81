import { unusable } from '@migration-doctor/core'
import type { ProjectSettings } from './settings.ts'

/** In place of a `--shadow-url`: scratch databases may be made on the server of the diagnosed one. */
const diagnosed = 'diagnosed'

/**
 * Settings whose `shadowUrl` is one. `url` is that of the diagnosed database.
 * @throws DoctorError (exit code 2) when there is none to take the server from.
 */
export function withShadow(settings: ProjectSettings, url: string | null): ProjectSettings {
  if (settings.shadowUrl !== diagnosed) return settings
  if (url !== null) return { ...settings, shadowUrl: url }
  throw unusable(
    `--shadow-url ${diagnosed} needs a diagnosed database, and there is none here.`,
    'Name a server: --shadow-url postgres://…',
  )
}
