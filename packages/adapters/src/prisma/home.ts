import path from 'node:path'
import { type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions } from '../adapter.ts'
import { ancestors, asRecord, kindOf, listIfThere, readIfThere, readJsonIfThere, relativeTo } from '../project-files.ts'
import { configCandidates, type PrismaConfig, readConfig } from './config.ts'
import { lockedProvider } from './lock-file.ts'
import { readBlocks } from './schema.ts'

const skipped = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'vendor', 'target', 'migrations'])
const deepest = 4

/**
 * The folder from which the Prisma command line would be run: where its configuration is looked for. The working
 * directory when Prisma's signs are there; near the migrations that the user names; else the one folder below.
 * @throws DoctorError (2) when several folders below are Prisma projects for PostgreSQL.
 */
export async function findHome(options: ProjectOptions, files: Files): Promise<string> {
  const [named] = options.migrations
  if (options.schemaFile !== undefined || (await leadsToSchema(options.cwd, files))) return options.cwd
  if (named !== undefined) return homeOf(path.resolve(options.cwd, named), options.cwd, files)
  const below = await homesBelow(options.cwd, files)
  if (below.length <= 1) return below[0] ?? options.cwd
  const [first, ...others] = await withMigrations(await forPostgres(below, files), files)
  if (first === undefined || others.length > 0) throw several(below, options.cwd)
  return first
}

/** The folders below that are Prisma projects of their own, in byte order. */
export async function homesBelow(folder: string, files: Files, depth = 0): Promise<readonly string[]> {
  if (depth > 0 && (await leadsToSchema(folder, files))) return [folder]
  const homes: string[] = []
  const entries = depth < deepest ? await listIfThere(files, folder).catch(() => null) : null
  for (const { name, kind } of entries ?? []) {
    if (kind !== 'directory' || name.startsWith('.') || skipped.has(name)) continue
    homes.push(...(await homesBelow(path.join(folder, name), files, depth + 1)))
  }
  return homes.length === 0 && depth > 0 && (await configuration(folder, files)) !== null ? [folder] : homes
}

/** Whether the Prisma command line, run in this folder without `--schema`, finds a schema or migrations. */
async function leadsToSchema(folder: string, files: Files): Promise<boolean> {
  for (const place of ['schema.prisma', 'prisma/schema.prisma']) {
    if ((await kindOf(files, path.join(folder, place))) === 'file') return true
  }
  for (const place of ['prisma/migrations', 'prisma/schema']) {
    if (await holdsPrisma(path.join(folder, place), files)) return true
  }
  const manifest = await readJsonIfThere(files, path.join(folder, 'package.json'))
  if (typeof asRecord(manifest?.['prisma'])?.['schema'] === 'string') return true
  return /\b(?:schema|migrations)['"]?\s*:/.test((await configuration(folder, files)) ?? '')
}

async function configuration(folder: string, files: Files): Promise<string | null> {
  for (const candidate of configCandidates) {
    const source = await readIfThere(files, path.join(folder, candidate))
    if (source !== null) return source
  }
  return null
}

/** A repository may keep one schema for each kind of database. */
async function forPostgres(homes: readonly string[], files: Files): Promise<readonly string[]> {
  const chosen: string[] = []
  for (const home of homes) {
    const providers = await providersOf(home, files)
    if (providers.length === 0 || providers.some((provider) => provider.startsWith('postgres'))) chosen.push(home)
  }
  return chosen
}

/**
 * Of several configurations those count that lead to migrations, each folder of migrations once: an application may
 * have one that leads into a package's, and a container image one for its own paths.
 */
async function withMigrations(homes: readonly string[], files: Files): Promise<readonly string[]> {
  if (homes.length < 2) return homes
  const byFolder = new Map<string, string>()
  for (const home of homes) {
    const folder = await migrationsOf(home, files)
    if (folder === null) continue
    const before = byFolder.get(folder)
    if (before === undefined || !folder.startsWith(before + path.sep)) byFolder.set(folder, home)
  }
  return byFolder.size === 0 ? homes : [...byFolder.values()]
}

async function migrationsOf(home: string, files: Files): Promise<string | null> {
  const config = await configOf(home, files)
  const places = [
    ...(config?.migrations ? [config.migrations] : []),
    ...(config?.schema ? [path.join(path.dirname(config.schema), 'migrations')] : []),
    ...(config?.schema ? [path.join(config.schema, 'migrations')] : []),
    path.join(home, 'prisma', 'migrations'),
    path.join(home, 'migrations'),
  ]
  for (const place of places) if ((await kindOf(files, place)) === 'directory') return place
  return null
}

async function configOf(home: string, files: Files): Promise<PrismaConfig | null> {
  for (const candidate of configCandidates) {
    const file = path.join(home, candidate)
    const source = await readIfThere(files, file)
    if (source !== null) return readConfig(source, { file, environment: {}, workingDirectory: home }).catch(() => null)
  }
  return null
}

/** What the lock file and the schema in the default places say. */
async function providersOf(home: string, files: Files): Promise<readonly string[]> {
  const providers: string[] = []
  for (const folder of [home, path.join(home, 'prisma')]) {
    const lock = await readIfThere(files, path.join(folder, 'migrations', 'migration_lock.toml'))
    if (lock !== null) providers.push(lockedProvider(lock).provider)
    const schema = (await readIfThere(files, path.join(folder, 'schema.prisma'))) ?? ''
    const value = readBlocks('', schema)
      .find(({ keyword }) => keyword === 'datasource')
      ?.properties.get('provider')
    if (value?.kind === 'text') providers.push(value.text)
  }
  return providers
}

/** A lock file or a schema file in it tells. */
async function holdsPrisma(folder: string, files: Files): Promise<boolean> {
  if ((await kindOf(files, folder)) !== 'directory') return false
  const entries = (await listIfThere(files, folder)) ?? []
  return entries.some(({ name }) => name === 'migration_lock.toml' || name.endsWith('.prisma'))
}

/** Up from a migrations folder to the first folder that is a home, else to the nearest package. */
async function homeOf(migrations: string, cwd: string, files: Files): Promise<string> {
  const between = ancestors(path.dirname(migrations)).filter((folder) => !path.relative(cwd, folder).startsWith('..'))
  for (const folder of between) if (await leadsToSchema(folder, files)) return folder
  for (const folder of between) {
    if ((await kindOf(files, path.join(folder, 'package.json'))) === 'file') return folder
  }
  return cwd
}

function several(homes: readonly string[], cwd: string): Error {
  const shown = homes.map((home) => relativeTo(cwd, home)).join(', ')
  return unusable(
    `Several Prisma projects were found: ${shown}.`,
    'Say which one is meant with --cwd <dir> or --schema <path>, or name them all under `projects` in migration-doctor.config.json, each with its `cwd`.',
  )
}
