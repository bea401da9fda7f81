import { type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions } from '../adapter.ts'
import { installedVersion } from '../installed.ts'
import { majorAndMinor } from './behaviour.ts'

/** The version whose behaviour counts; `text` is `null` when nothing says. `why` is a clause for people. */
export interface PrismaVersion {
  readonly text: string | null
  readonly why: string
}

/** `--tool-version`, else the CLI's version, else the client's. @throws DoctorError (2) on a malformed `--tool-version`. */
export async function findVersion(options: ProjectOptions, files: Files): Promise<PrismaVersion> {
  if (options.toolVersion !== undefined) return given(options.toolVersion)
  for (const name of ['prisma', '@prisma/client', '@prisma/migrate']) {
    const installed = await installedVersion(name, options.cwd, files)
    if (installed) return { text: installed.version, why: `${name} in ${installed.saidBy}` }
  }
  return { text: null, why: 'no lockfile says which version this project uses, so the newest is taken' }
}

function given(text: string): PrismaVersion {
  if (majorAndMinor(text)) return { text, why: '--tool-version' }
  throw unusable(`--tool-version ${text} is not a version.`, 'Give it as x.y, for example --tool-version 6.19.')
}
