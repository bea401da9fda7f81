import path from 'node:path'
import {
  type Execution,
  type Files,
  type Migration,
  type Project,
  type ReadingProblem,
  type SqlChunk,
  unusable,
  verbatimChunk,
} from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { type Entry, kindOf, listIfThere, mapInBatches, relativeTo } from '../project-files.ts'
import { behaviourOf } from './behaviour.ts'
import { assertPostgres, readDatasource } from './datasource.ts'
import { findLayout, type Layout } from './layout.ts'
import { readLockFile } from './lock-file.ts'
import { explainOrder, sortNames } from './order.ts'
import { poolerProblems } from './pooler.ts'
import { declinePrisma8 } from './prisma8.ts'
import { readScript, type Script, scriptProblems } from './script.ts'
import { isCutIntoStatements } from './splitter.ts'
import { findVersion, type PrismaVersion } from './version.ts'

/** The engine's own limit for a migration's name, in UTF-8 bytes. */
const longestName = 200

/** Reads a Prisma project. @throws DoctorError (2) when there is none, or it cannot be used. */
export async function readPrisma(options: ProjectOptions, around: Surroundings): Promise<Project> {
  const layout = await findLayout(options, around)
  if (!layout) throw noProject(options)
  await declinePrisma8(layout.migrations, around.files)
  if ((await kindOf(around.files, layout.migrations)) === null)
    await declinePrisma8(path.join(layout.home, 'migrations'), around.files)
  const datasource = readDatasource(layout, options.url ?? null)
  const lock = await readLockFile({
    migrations: layout.migrations,
    cwd: options.cwd,
    files: around.files,
    provider: datasource.provider,
  })
  assertPostgres(layout, lock.provider)
  const version = await versionOf(options, layout, around.files)
  const behaviour = behaviourOf(version.text, cutsAtSemicolons(layout))
  const entries = await listMigrations(layout, options, around.files)
  const names = entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name)
  const read = await readAll(sortNames(names, behaviour.order), {
    layout,
    options,
    around,
    execution: behaviour.execution,
    version: version.text,
  })
  const schema = options.historyTable?.schema ?? datasource.schema
  return {
    name: options.name ?? path.basename(options.cwd),
    tool: 'prisma',
    toolVersion: version.text,
    root: options.cwd,
    migrations: read.migrations,
    order: explainOrder(names, behaviour.order, version),
    historyTable: { schema, name: options.historyTable?.name ?? '_prisma_migrations' },
    defaultSchema: datasource.schema,
    searchPath: [datasource.schema],
    ...othersOwn(layout),
    problems: [
      ...entryProblems(entries, relativeTo(options.cwd, layout.migrations)),
      ...lock.problems,
      ...poolerProblems(datasource.url),
    ],
    sources: new Map([...read.sources, ...lock.sources]),
  }
}

/** A schema that the user names may stand in a package of its own, where the command line would be run from. */
async function versionOf(options: ProjectOptions, { home, schema }: Layout, files: Files): Promise<PrismaVersion> {
  const version = await findVersion(options, home, files)
  return version.text === null && schema !== null ? findVersion(options, path.dirname(schema), files) : version
}

/** What a configuration says of tables that are not Prisma's to keep. */
function othersOwn({ config }: Layout): Pick<Project, 'given' | 'external'> {
  if (!config) return {}
  const { initShadowDb, externalTables, externalEnums } = config
  const external = [...externalTables, ...externalEnums]
  return { ...(initShadowDb ? { given: initShadowDb } : {}), ...(external.length > 0 ? { external } : {}) }
}

function noProject(options: ProjectOptions): Error {
  return unusable(
    `No Prisma project was found in ${options.cwd}: no prisma.config.ts, no prisma.schema in package.json, no prisma/schema.prisma and no prisma/migrations.`,
    'Say where it is with --cwd, --schema or --migrations.',
  )
}

/** `engine: 'js'`, and every adapter given to the CLI, put @prisma/adapter-pg between the engine and the server. */
function cutsAtSemicolons(layout: Layout): boolean {
  return layout.config?.engine === 'js' || (layout.config?.engine === null && layout.config.hasAdapter)
}

async function listMigrations(layout: Layout, options: ProjectOptions, files: Files): Promise<readonly Entry[]> {
  const shown = relativeTo(options.cwd, layout.migrations)
  const entries = await listIfThere(files, layout.migrations)
  if (entries) return entries
  if ((await kindOf(files, layout.migrations)) === 'file')
    throw unusable(`${shown} is a file, not a migrations folder.`)
  throw noFolder(shown, layout)
}

function noFolder(shown: string, { config, saidBy }: Layout): Error {
  if (config && config.unread.length > 0) {
    return unusable(
      `${saidBy} computes ${config.unread.join(' and ')} in a way that only running it would tell, and ${shown} is not there.`,
      'Say where the migrations are with --migrations.',
    )
  }
  return unusable(
    `The migrations folder ${shown} is not there (${saidBy} leads to it); Prisma itself would silently see no migrations.`,
    'Say where it is with --migrations, or make a first migration with npx prisma migrate dev.',
  )
}

interface Reading {
  readonly layout: Layout
  readonly options: ProjectOptions
  readonly around: Surroundings
  readonly execution: Execution
  /** Of Prisma; `null` for the newest. */
  readonly version: string | null
}

async function readAll(
  names: readonly string[],
  reading: Reading,
): Promise<{ readonly migrations: readonly Migration[]; readonly sources: ReadonlyMap<string, string> }> {
  const sources = new Map<string, string>()
  const { version } = reading
  const migrations = await mapInBatches(names, async (name) => {
    const file = path.join(reading.layout.migrations, name, 'migration.sql')
    const shown = relativeTo(reading.options.cwd, file)
    const script = await readScript(file, reading.around.files)
    return {
      shown,
      migration: { name, shown, script, version, execution: await executionOf(script, reading.execution) },
    }
  })
  for (const { shown, migration } of migrations) {
    if (migration.script.text !== null) sources.set(shown, migration.script.text)
  }
  return { migrations: migrations.map(({ migration }) => migrationOf(migration)), sources }
}

/** A script that the engine cannot cut goes as one. */
async function executionOf({ text }: Script, execution: Execution): Promise<Execution> {
  if (execution.send !== 'statement' || text === null || (await isCutIntoStatements(text))) return execution
  return { ...execution, send: 'script' }
}

function migrationOf(known: {
  readonly name: string
  readonly shown: string
  readonly script: Script
  readonly execution: Execution
  readonly version: string | null
}): Migration {
  const { name, shown, script, execution, version } = known
  const { text, binary, checksums } = script
  return {
    name,
    file: shown,
    orderKey: name,
    up: text === null || binary ? [] : [{ kind: 'sql', chunk: chunkOf(shown, text, script) }],
    down: null,
    execution,
    checksums,
    problems: [...scriptProblems(shown, script, version), ...nameProblems(name)],
  }
}

/** The byte order mark of UTF-16 is a part of the fault; that of UTF-8 is sent with the rest. */
function chunkOf(file: string, text: string, { fault }: Script): SqlChunk {
  const start = fault?.kind === 'utf-16' && text.charCodeAt(0) === 0xfeff ? 1 : 0
  return verbatimChunk(file, text.slice(start), start)
}

function nameProblems(name: string): readonly ReadingProblem[] {
  const bytes = Buffer.byteLength(name)
  if (bytes <= longestName) return []
  return [{ rule: 'malformed-name', place: null, data: { name, bytes, limit: longestName, code: 'P3010' } }]
}

/** Links to folders and loose SQL files, which Prisma passes over without a word. */
function entryProblems(entries: readonly Entry[], folder: string): readonly ReadingProblem[] {
  const ignored = entries.filter(({ name, kind }) => kind === 'link' || (kind === 'file' && name.endsWith('.sql')))
  const problems = ignored.map(({ name, kind }) => ({
    rule: 'ignored-entry',
    place: null,
    data: { file: `${folder}/${name}`, kind: kind === 'link' ? 'link' : 'file' },
  }))
  if (entries.some(({ kind }) => kind === 'directory')) return problems
  return [...problems, { rule: 'no-migrations', place: null, data: { folder } }]
}
