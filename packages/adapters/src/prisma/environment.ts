import path from 'node:path'
import type { Environment } from '@migration-doctor/core'
import type { Surroundings } from '../adapter.ts'
import { expandDotenv, parseDotenv } from '../dotenv.ts'
import { ancestors, kindOf, readIfThere } from '../project-files.ts'

/**
 * The variables that the Prisma CLI sees. Without a configuration file it loads the `.env` beside the nearest
 * `package.json`, then the one beside the schema; with one it loads nothing, and the file loads what it wants
 * (`import 'dotenv/config'`). What the process already has always wins.
 */
export async function environmentOf(known: {
  readonly cwd: string
  /** The schema file or folder. */
  readonly schema: string | null
  readonly config: { readonly file: string } | null
  readonly around: Surroundings
  /** Text of the configuration file, when it is at hand. */
  readonly source?: string
}): Promise<Environment> {
  const { files, environment } = known.around
  const places = known.config ? await ofConfig(known, known.config.file) : await ofCli(known)
  let all: Environment = environment
  for (const place of new Set(places)) {
    const text = await readIfThere(files, place)
    if (text === null) continue
    const values = parseDotenv(text)
    // Only the command line's own loader expands; a configuration loads with dotenv alone.
    all = { ...Object.fromEntries(known.config ? values : expandDotenv(values, all)), ...all }
  }
  return all
}

async function ofConfig(
  known: { readonly cwd: string; readonly around: Surroundings; readonly source?: string },
  file: string,
): Promise<readonly string[]> {
  const source = known.source ?? (await readIfThere(known.around.files, file)) ?? ''
  return /\bdotenv\b|\bloadEnvFile\b/.test(source) ? namedIn(source, known.cwd, file) : []
}

/** The files that a configuration passes to dotenv, or the `.env` of the working directory. */
function namedIn(source: string, cwd: string, file: string): readonly string[] {
  const named = [...source.matchAll(/['"`]([^'"`\n]*\.env(?:\.[\w.-]+)?)['"`]/g)].map((match) => match[1] ?? '')
  if (named.length === 0) return [path.join(cwd, '.env')]
  return named.flatMap((name) => [path.resolve(cwd, name), path.resolve(path.dirname(file), name)])
}

async function ofCli(known: {
  readonly cwd: string
  readonly schema: string | null
  readonly around: Surroundings
}): Promise<readonly string[]> {
  const root = await nearestPackage(known)
  const beside = known.schema ? [path.join(path.dirname(known.schema), '.env')] : []
  const places = [...beside, path.join(known.cwd, 'prisma', '.env'), path.join(known.cwd, '.env')]
  const first = await firstFile(places, known.around)
  return [...(root ? [path.join(root, '.env')] : []), ...(first ? [first] : [])]
}

async function firstFile(places: readonly string[], around: Surroundings): Promise<string | null> {
  for (const place of places) if ((await kindOf(around.files, place)) === 'file') return place
  return null
}

async function nearestPackage(known: { readonly cwd: string; readonly around: Surroundings }): Promise<string | null> {
  for (const folder of ancestors(known.cwd)) {
    if ((await readIfThere(known.around.files, path.join(folder, 'package.json'))) !== null) return folder
  }
  return null
}
