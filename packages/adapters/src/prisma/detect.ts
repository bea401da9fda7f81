import path from 'node:path'
import type { Detection, ProjectOptions, Surroundings } from '../adapter.ts'
import { asRecord, kindOf, listIfThere, readJsonIfThere, relativeTo } from '../project-files.ts'
import { configCandidates } from './config.ts'
import { homesBelow } from './home.ts'
import { isPrisma8 } from './prisma8.ts'

/** Looks for Prisma's own signs, the surest first. */
export async function detectPrisma(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  if (options.migrations.length > 0) return byNamedFolder(options, around)
  return (
    (await byConfiguration(options, around)) ??
    (await byMigrations(options, around)) ??
    (await belowHere(options, around)) ??
    (await byPackage(options, around))
  )
}

async function byNamedFolder(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  for (const folder of options.migrations) {
    const sign = await signIn(path.resolve(options.cwd, folder), around)
    if (sign) return detection(3, `${folder} holds ${sign}`)
  }
  return null
}

async function byConfiguration(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  if (options.schemaFile?.endsWith('.prisma')) return detection(3, '--schema names a Prisma schema')
  for (const candidate of configCandidates) {
    if ((await kindOf(around.files, path.join(options.cwd, candidate))) === 'file')
      return detection(3, `${candidate} is there`)
  }
  const manifest = await readJsonIfThere(around.files, path.join(options.cwd, 'package.json'))
  if (typeof asRecord(manifest?.['prisma'])?.['schema'] === 'string')
    return detection(3, 'package.json names a Prisma schema')
  return null
}

async function byMigrations(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  for (const folder of ['prisma/migrations', 'prisma/schema/migrations', 'migrations', '.']) {
    const sign = await signIn(path.join(options.cwd, folder), around)
    if (sign) return detection(folder.startsWith('prisma') ? 3 : 2, `${folder} holds ${sign}`)
  }
  for (const place of ['prisma/schema.prisma', 'schema.prisma']) {
    if ((await kindOf(around.files, path.join(options.cwd, place))) === 'file') return detection(2, `${place} is there`)
  }
  return null
}

async function belowHere(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  const homes = await homesBelow(options.cwd, around.files)
  if (homes.length === 0) return null
  return detection(2, `Prisma is at home in ${homes.map((home) => relativeTo(options.cwd, home)).join(', ')}`)
}

async function byPackage(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  const manifest = await readJsonIfThere(around.files, path.join(options.cwd, 'package.json'))
  for (const group of ['dependencies', 'devDependencies']) {
    const packages = asRecord(manifest?.[group])
    const name = ['prisma', '@prisma/client'].find((candidate) => candidate in (packages ?? {}))
    if (name) return detection(1, `package.json depends on ${name}`)
  }
  return null
}

/** A lock file, or a directory with a `migration.sql` in it that is not Drizzle's. */
async function signIn(folder: string, around: Surroundings): Promise<string | null> {
  if ((await kindOf(around.files, folder)) !== 'directory') return null
  const entries = (await listIfThere(around.files, folder)) ?? []
  if (entries.some(({ name }) => name === 'migration_lock.toml')) return 'directories with a migration.sql'
  for (const { name } of entries.filter(({ kind }) => kind === 'directory').slice(0, 20)) {
    const inside = path.join(folder, name)
    const isDrizzle = (await kindOf(around.files, path.join(inside, 'snapshot.json'))) === 'file'
    const hasScript = (await kindOf(around.files, path.join(inside, 'migration.sql'))) === 'file'
    if (hasScript && !isDrizzle) return 'directories with a migration.sql'
  }
  return (await isPrisma8(folder, around.files)) ? 'the migrations of Prisma 8' : null
}

function detection(strength: Detection['strength'], why: string): Detection {
  return { tool: 'prisma', strength, why }
}
