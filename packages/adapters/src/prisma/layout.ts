import path from 'node:path'
import { type Environment, type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { asRecord, kindOf, listIfThere, readIfThere, readJsonIfThere, relativeTo } from '../project-files.ts'
import { configCandidates, type PrismaConfig, readConfig } from './config.ts'
import { environmentOf } from './environment.ts'
import { type ConfigurationBlock, readBlocks } from './schema.ts'

export interface SchemaFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** Where the parts of a Prisma project stand. Paths are absolute. */
export interface Layout {
  readonly config: PrismaConfig | null
  /** The schema file or folder that Prisma would load; `null` when there is none. */
  readonly schema: string | null
  readonly schemaFiles: readonly SchemaFile[]
  readonly datasource: ConfigurationBlock | null
  readonly migrations: string
  /** Which of Prisma's places said so: `prisma.config.ts`, `package.json`, … */
  readonly saidBy: string
  /** The process's variables, and those of the `.env` files that Prisma would load. */
  readonly environment: Environment
}

/** Finds the project's parts as the Prisma CLI does; `null` when nothing speaks for Prisma here. */
export async function findLayout(options: ProjectOptions, around: Surroundings): Promise<Layout | null> {
  const config = await findConfig(options, around)
  const found = await findSchema(options, around.files, config)
  const schemaFiles = found ? await readSchema(around.files, found.path) : []
  const datasource = datasourceOf(schemaFiles)
  const migrations = migrationsFolder({ options, config, schema: found?.path ?? null, datasource, schemaFiles })
  if (!found && !config && options.migrations.length === 0 && (await kindOf(around.files, migrations)) === null)
    return null
  const environment = await environmentOf({ cwd: options.cwd, schema: found?.path ?? null, config, around })
  return {
    config,
    schema: found?.path ?? null,
    schemaFiles,
    datasource,
    migrations,
    saidBy: config ? relativeTo(options.cwd, config.file) : (found?.saidBy ?? relativeTo(options.cwd, migrations)),
    environment,
  }
}

async function findConfig(options: ProjectOptions, around: Surroundings): Promise<PrismaConfig | null> {
  for (const candidate of configCandidates) {
    const file = path.join(options.cwd, candidate)
    const source = await readIfThere(around.files, file)
    if (source === null) continue
    const environment = await environmentOf({ cwd: options.cwd, schema: null, config: { file }, around, source })
    return readConfig(source, { file, environment, workingDirectory: options.cwd })
  }
  return null
}

interface FoundSchema {
  readonly path: string
  readonly saidBy: string
}

async function findSchema(
  options: ProjectOptions,
  files: Files,
  config: PrismaConfig | null,
): Promise<FoundSchema | null> {
  const { cwd } = options
  if (options.schemaFile !== undefined) return named(files, path.resolve(cwd, options.schemaFile), '--schema')
  if (config?.schema) return named(files, config.schema, relativeTo(cwd, config.file))
  const fromPackage = asRecord((await readJsonIfThere(files, path.join(cwd, 'package.json')))?.['prisma'])?.['schema']
  if (typeof fromPackage === 'string') return named(files, path.resolve(cwd, fromPackage), 'package.json')
  for (const place of ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema']) {
    const candidate = path.join(cwd, place)
    const kind = await kindOf(files, candidate)
    if (kind === 'file' || (kind === 'directory' && (await holdsSchema(files, candidate)))) {
      return { path: candidate, saidBy: place }
    }
  }
  return null
}

async function named(files: Files, schema: string, saidBy: string): Promise<FoundSchema> {
  if ((await kindOf(files, schema)) !== null) return { path: schema, saidBy }
  throw unusable(
    `${saidBy} names the Prisma schema ${schema}, which is not there.`,
    'Correct the path, or say --schema <path>.',
  )
}

async function holdsSchema(files: Files, folder: string): Promise<boolean> {
  return (await readSchema(files, folder)).length > 0
}

/** The `.prisma` files of a folder and of the folders in it, or the one file. */
async function readSchema(files: Files, schema: string): Promise<readonly SchemaFile[]> {
  if ((await kindOf(files, schema)) !== 'directory') {
    const text = await readIfThere(files, schema)
    return text === null ? [] : [{ path: schema, text }]
  }
  const found: SchemaFile[] = []
  for (const entry of (await listIfThere(files, schema)) ?? []) {
    const file = path.join(schema, entry.name)
    if (entry.kind === 'directory' ? entry.name !== 'node_modules' : entry.name.endsWith('.prisma')) {
      found.push(...(await readSchema(files, file)))
    }
  }
  return found
}

function datasourceOf(schemaFiles: readonly SchemaFile[]): ConfigurationBlock | null {
  for (const file of schemaFiles) {
    const block = readBlocks(file.path, file.text).find(({ keyword }) => keyword === 'datasource')
    if (block) return block
  }
  return null
}

function migrationsFolder(known: {
  readonly options: ProjectOptions
  readonly config: PrismaConfig | null
  readonly schema: string | null
  readonly datasource: ConfigurationBlock | null
  readonly schemaFiles: readonly SchemaFile[]
}): string {
  const [named, ...others] = known.options.migrations
  if (named !== undefined) {
    if (others.length > 0) throw unusable('Prisma has one migrations folder; --migrations was given several times.')
    return path.resolve(known.options.cwd, named)
  }
  if (known.config?.migrations) return known.config.migrations
  if (known.datasource) return path.join(path.dirname(known.datasource.file), 'migrations')
  const isFile = known.schemaFiles[0]?.path === known.schema
  if (known.schema) return path.join(isFile ? path.dirname(known.schema) : known.schema, 'migrations')
  return path.join(known.options.cwd, 'prisma', 'migrations')
}
