import path from 'node:path'
import { type Environment, type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { asRecord, kindOf, listIfThere, readIfThere, readJsonIfThere, relativeTo } from '../project-files.ts'
import { configCandidates, type PrismaConfig, readConfig } from './config.ts'
import { environmentOf } from './environment.ts'
import { findHome } from './home.ts'
import { type ConfigurationBlock, readBlocks } from './schema.ts'

export interface SchemaFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** Where the parts of a Prisma project stand. Paths are absolute. */
export interface Layout {
  /** The folder in which the Prisma command line would be run. */
  readonly home: string
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
  const home = await findHome(options, around.files)
  const config = await findConfig(home, around)
  const found =
    (await besideMigrations(options, around.files)) ?? (await findSchema({ options, home, config }, around.files))
  const schemaFiles = found ? await readSchema(around.files, found.path) : []
  const datasource = datasourceOf(schemaFiles)
  const schema = found?.path ?? null
  const migrations = await migrationsFolder({ options, home, config, schema, datasource }, around.files)
  if (!found && !config && options.migrations.length === 0 && (await kindOf(around.files, migrations)) === null)
    return null
  return {
    home,
    config,
    schema,
    schemaFiles,
    datasource,
    migrations,
    saidBy: config ? relativeTo(options.cwd, config.file) : (found?.saidBy ?? relativeTo(options.cwd, migrations)),
    environment: await environmentOf({ cwd: home, schema, config, around }),
  }
}

async function findConfig(home: string, around: Surroundings): Promise<PrismaConfig | null> {
  for (const candidate of configCandidates) {
    const file = path.join(home, candidate)
    const source = await readIfThere(around.files, file)
    if (source === null) continue
    const environment = await environmentOf({ cwd: home, schema: null, config: { file }, around, source })
    return readConfig(source, { file, environment, workingDirectory: home })
  }
  return null
}

interface FoundSchema {
  readonly path: string
  readonly saidBy: string
}

/** Migrations that the user names belong to the schema beside them, wherever the configuration leads. */
async function besideMigrations(options: ProjectOptions, files: Files): Promise<FoundSchema | null> {
  const [named] = options.migrations
  if (named === undefined || options.schemaFile !== undefined) return null
  const beside = path.join(path.resolve(options.cwd, named), '..', 'schema.prisma')
  return (await kindOf(files, beside)) === 'file' ? { path: beside, saidBy: '--migrations' } : null
}

interface Lookup {
  readonly options: ProjectOptions
  readonly home: string
  readonly config: PrismaConfig | null
}

async function findSchema({ options, home, config }: Lookup, files: Files): Promise<FoundSchema | null> {
  const { cwd } = options
  if (options.schemaFile !== undefined) return named(files, path.resolve(cwd, options.schemaFile), '--schema')
  if (config?.schema) return configured(files, config.schema, relativeTo(cwd, config.file), options)
  const fromPackage = asRecord((await readJsonIfThere(files, path.join(home, 'package.json')))?.['prisma'])?.['schema']
  if (typeof fromPackage === 'string')
    return configured(files, path.resolve(home, fromPackage), 'package.json', options)
  for (const place of ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema']) {
    const candidate = path.join(home, place)
    const kind = await kindOf(files, candidate)
    if (kind === 'file' || (kind === 'directory' && (await holdsSchema(files, candidate)))) {
      return { path: candidate, saidBy: relativeTo(cwd, candidate) }
    }
  }
  return null
}

/** The schema that the configuration names; some projects build it, so that it is there only beside its migrations. */
async function configured(
  files: Files,
  schema: string,
  saidBy: string,
  { migrations }: ProjectOptions,
): Promise<FoundSchema> {
  const beside = path.join(path.dirname(schema), 'migrations')
  const hasMigrations = migrations.length > 0 || (await kindOf(files, beside)) === 'directory'
  return hasMigrations ? { path: schema, saidBy } : named(files, schema, saidBy)
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

interface Parts extends Lookup {
  readonly schema: string | null
  readonly datasource: ConfigurationBlock | null
}

async function migrationsFolder(parts: Parts, files: Files): Promise<string> {
  const { options, home, config, schema, datasource } = parts
  const [given, ...others] = options.migrations
  if (given !== undefined) {
    if (others.length > 0) throw unusable('Prisma has one migrations folder; --migrations was given several times.')
    return path.resolve(options.cwd, given)
  }
  if (config?.migrations) return config.migrations
  const places = [
    ...(datasource ? [path.dirname(datasource.file)] : []),
    ...(schema ? [path.dirname(schema), schema] : []),
    path.join(home, 'prisma'),
  ].map((folder) => path.join(folder, 'migrations'))
  // Up to Prisma 6.6 the migrations of a schema folder stand beside it, later beside the file with the datasource.
  for (const place of places) if ((await kindOf(files, place)) === 'directory') return place
  return places[0] ?? path.join(home, 'prisma', 'migrations')
}
