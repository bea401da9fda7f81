import { type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions } from '../adapter.ts'
import { binaryLockfile, declaredRange, installedVersion } from '../installed.ts'
import { majorAndMinor } from './behaviour.ts'

/** The version whose behaviour counts; `text` is `null` when nothing says. `why` is a clause for people. */
export interface PrismaVersion {
  readonly text: string | null
  readonly why: string
}

/** The last minor version of majors that are closed: what a caret range resolves to today. */
const lastMinors: Readonly<Record<string, string>> = { '2': '2.30', '3': '3.15', '4': '4.16', '5': '5.22', '6': '6.19' }

/**
 * `--tool-version`, else the CLI's version, else the client's, as seen from the folder where the project is at home.
 * @throws DoctorError (2) on a malformed `--tool-version`.
 */
export async function findVersion(options: ProjectOptions, home: string, files: Files): Promise<PrismaVersion> {
  if (options.toolVersion !== undefined) return given(options.toolVersion)
  for (const name of ['prisma', '@prisma/client', '@prisma/migrate']) {
    const installed = await installedVersion(name, home, files)
    if (installed) return { text: installed.version, why: `${name} in ${installed.saidBy}` }
  }
  const range = (await declaredRange('prisma', home, files)) ?? (await declaredRange('@prisma/client', home, files))
  const found = range === null ? unknown : ofRange(range)
  const locked = await binaryLockfile(home, files)
  if (locked === null) return found
  return { ...found, why: `${found.why}; ${locked} is binary and was not read: bun install --save-text-lockfile` }
}

const unknown: PrismaVersion = {
  text: null,
  why: 'nothing says which version this project uses, so the newest is taken',
}

function given(text: string): PrismaVersion {
  if (majorAndMinor(text)) return { text, why: '--tool-version' }
  throw unusable(`--tool-version ${text} is not a version.`, 'Give it as x.y, for example --tool-version 6.19.')
}

/** `^6.1.0` resolves to the last 6.x, `~6.1.0` to 6.1; other ranges say too little. */
function ofRange(range: string): PrismaVersion {
  const parts = /^([\^~])(\d+)(?:\.(\d+))?/.exec(range)
  const text = parts?.[1] === '~' ? `${parts[2]}.${parts[3] ?? '0'}` : (lastMinors[parts?.[2] ?? ''] ?? null)
  if (text === null)
    return { text, why: `package.json asks for ${range} and there is no lockfile, so the newest is taken` }
  return { text, why: `package.json asks for ${range}` }
}
