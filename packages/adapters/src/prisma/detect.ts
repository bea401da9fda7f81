import path from 'node:path'
import type { Detection, ProjectOptions, Surroundings } from '../adapter.ts'
import { asRecord, kindOf, listIfThere, readIfThere, readJsonIfThere } from '../project-files.ts'
import { configCandidates } from './config.ts'

/** Looks for Prisma's own signs, nearest to what it does itself first. */
export async function detectPrisma(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  const named = await namedFolder(options, around)
  if (options.migrations.length > 0) return named
  return (
    (await byConfiguration(options, around)) ??
    (await byMigrations(options, around)) ??
    (await byPackage(options, around))
  )
}

async function namedFolder(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  for (const folder of options.migrations) {
    if (await holdsMigrations(path.resolve(options.cwd, folder), around)) {
      return detection(3, `${folder} holds directories with a migration.sql`)
    }
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
    if (await holdsMigrations(path.join(options.cwd, folder), around)) {
      return detection(folder.startsWith('prisma') ? 3 : 2, `${folder} holds directories with a migration.sql`)
    }
  }
  for (const place of ['prisma/schema.prisma', 'schema.prisma']) {
    if ((await kindOf(around.files, path.join(options.cwd, place))) === 'file') return detection(2, `${place} is there`)
  }
  return null
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

/** A lock file, or at least one directory with a `migration.sql` in it. */
async function holdsMigrations(folder: string, around: Surroundings): Promise<boolean> {
  if ((await kindOf(around.files, folder)) !== 'directory') return false
  const lock = await readIfThere(around.files, path.join(folder, 'migration_lock.toml'))
  if (lock !== null) return true
  const entries = (await listIfThere(around.files, folder)) ?? []
  for (const { name } of entries.filter(({ kind }) => kind === 'directory').slice(0, 20)) {
    const inside = path.join(folder, name)
    const isDrizzle = (await kindOf(around.files, path.join(inside, 'snapshot.json'))) === 'file'
    if (!isDrizzle && (await kindOf(around.files, path.join(inside, 'migration.sql'))) === 'file') return true
  }
  return false
}

function detection(strength: Detection['strength'], why: string): Detection {
  return { tool: 'prisma', strength, why }
}
