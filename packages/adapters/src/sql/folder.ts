import path from 'node:path'
import { type DialectSettings, type Files, unusable } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { ancestors, type Entry, kindOf, listIfThere, readIfThere, relativeTo } from '../project-files.ts'
import type { Dialect, FileName, FolderFacts } from './dialect.ts'
import { dialects, dialectWanted } from './dialects.ts'

/** A folder of SQL migrations and the dialect it speaks. */
export interface FoundFolder {
  /** Absolute. */
  readonly path: string
  readonly facts: FolderFacts
  readonly dialect: Dialect
  readonly strength: 1 | 2 | 3
  readonly why: string
}

const skipped = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'vendor',
  'target',
  'coverage',
  'test',
  'tests',
  'fixtures',
])
const telling = /^(?:migrations?|migrate|db-migrations?|committed|drizzle|evolutions)$/i
const deepest = 7
/** Drizzle's list of migrations, below the folder. */
export const journalFile = 'meta/_journal.json'
const sampleLength = 4096
const prismaLock = 'migration_lock.toml'

/** The folders named by the user, or all below the working directory that look like migrations. */
export async function findFolders(options: ProjectOptions, around: Surroundings): Promise<readonly FoundFolder[]> {
  if (options.migrations.length > 0) {
    const named = options.migrations.map((folder) => path.resolve(options.cwd, folder))
    return (await Promise.all(named.map((folder) => lookNear(folder, options, around.files)))).filter(
      (one) => one !== null,
    )
  }
  return search(options.cwd, { options, files: around.files, depth: 0 })
}

/** graphile-migrate is told of the folder above the one with the migrations. */
async function lookNear(folder: string, options: ProjectOptions, files: Files): Promise<FoundFolder | null> {
  return (await lookInto(folder, options, files)) ?? (await lookInto(path.join(folder, 'committed'), options, files))
}

interface Search {
  readonly options: ProjectOptions
  readonly files: Files
  readonly depth: number
}

async function search(folder: string, known: Search): Promise<readonly FoundFolder[]> {
  if (known.depth > deepest) return []
  const isTelling = telling.test(path.basename(folder)) || telling.test(path.basename(path.dirname(folder)))
  const own = isTelling ? await lookInto(folder, known.options, known.files) : null
  if (own) return [own]
  const entries = (await listIfThere(known.files, folder).catch(() => null)) ?? []
  // Every directory in it is a migration of Prisma's; a history has hundreds.
  if (isTelling && known.options.dialect === undefined && entries.some(({ name }) => name === prismaLock)) return []
  const found: FoundFolder[] = []
  for (const { name, kind } of entries) {
    if (kind !== 'directory' || name.startsWith('.') || skipped.has(name)) continue
    found.push(...(await search(path.join(folder, name), { ...known, depth: known.depth + 1 })))
  }
  return found
}

/** What a folder is; `null` when no dialect knows it. @throws DoctorError (2) when it cannot be read. */
export async function lookInto(folder: string, options: ProjectOptions, files: Files): Promise<FoundFolder | null> {
  if ((await kindOf(files, folder)) !== 'directory') return null
  const entries = (await listIfThere(files, folder)) ?? []
  if (options.dialect === undefined && isPrisma(entries)) return null
  const facts = await factsOf(folder, entries, { options, files })
  if (options.dialect !== undefined) return asWanted(facts, folder, options.dialect)
  const signs = dialects.flatMap((dialect) => {
    const sign = dialect.recognise(facts)
    return sign && filesOf(facts, dialect).length > 0 ? [{ path: folder, facts, dialect, ...sign }] : []
  })
  const [best] = signs.toSorted((a, b) => b.strength - a.strength)
  if (best) refuseMixture(signs, facts)
  return best ?? null
}

/** What files of one tool carry is no file of another: two kinds of marks in a folder are two tools. */
function refuseMixture(signs: readonly FoundFolder[], { folder }: FolderFacts): void {
  const [first, second] = signs.filter(({ dialect }) => dialect.mark !== undefined)
  if (!first || !second) return
  throw unusable(
    `Two tools have migrations in ${folder}: ${first.dialect.title} (${first.why}) and ${second.dialect.title} (${second.why}).`,
    `Say which one is meant with --dialect ${first.dialect.name} or --dialect ${second.dialect.name}, or give each a folder of its own.`,
  )
}

/** The folder as the user says that it is to be read. */
function asWanted(facts: FolderFacts, folder: string, wanted: string | DialectSettings): FoundFolder | null {
  const dialect = dialectWanted(wanted)
  if (filesOf(facts, dialect).length === 0) return null
  return { path: folder, facts, dialect, strength: 3, why: `files of ${dialect.title}, as the configuration says` }
}

/** The migration files of a folder in the dialect's order. */
export function filesOf(facts: FolderFacts, dialect: Dialect): readonly FileName[] {
  return dialect.list?.(facts) ?? facts.names.flatMap((file) => dialect.parseName(file) ?? []).sort(dialect.compare)
}

/** Prisma's migrations folder, or one of the directories in it. */
function isPrisma(entries: readonly Entry[]): boolean {
  return entries.some(({ name }) => name === prismaLock || name === 'migration.sql')
}

async function factsOf(
  folder: string,
  entries: readonly Entry[],
  { options, files }: { readonly options: ProjectOptions; readonly files: Files },
): Promise<FolderFacts> {
  const names = await namesIn(folder, entries, files)
  const first = samplesOf(names.filter((name) => name.endsWith('.sql')))
  const samples = await Promise.all(first.map((name) => files.readText(path.join(folder, name)).catch(() => '')))
  return {
    folder: relativeTo(options.cwd, folder),
    names,
    samples: samples.map((text) => text.slice(0, sampleLength)),
    manifests: await manifestsAbove(folder, options.cwd, files),
    journal: await readIfThere(files, path.join(folder, journalFile)),
  }
}

/** The first files and the last one: a folder that changed hands shows it at its end. */
function samplesOf(names: readonly string[]): readonly string[] {
  const last = names.at(-1)
  return names.length <= 3 || last === undefined ? names : [...names.slice(0, 3), last]
}

async function namesIn(folder: string, entries: readonly Entry[], files: Files): Promise<readonly string[]> {
  const names: string[] = []
  for (const { name, kind } of entries) {
    if (kind !== 'directory') names.push(name)
    else
      for (const inner of (await listIfThere(files, path.join(folder, name))) ?? []) names.push(`${name}/${inner.name}`)
  }
  return names
}

/** Manifests from the folder up to the working directory. */
async function manifestsAbove(folder: string, cwd: string, files: Files): Promise<string> {
  const texts: string[] = []
  for (const place of ancestors(folder)) {
    if (path.relative(cwd, place).startsWith('..')) break
    for (const name of ['go.mod', 'Cargo.toml', 'package.json']) {
      texts.push((await readIfThere(files, path.join(place, name))) ?? '')
    }
    if (place === cwd) break
  }
  return texts.join('\n')
}

/** The one folder to work on. @throws DoctorError (2) when there is none or there are several. */
export function theFolder(found: readonly FoundFolder[], options: ProjectOptions): FoundFolder {
  const [first, ...others] = found
  if (!first) throw nothingFound(options)
  if (others.length === 0) return first
  throw unusable(
    `Several folders of SQL migrations were found: ${found.map(({ facts }) => facts.folder).join(', ')}.`,
    'Say which one is meant with --migrations <dir>.',
  )
}

function nothingFound(options: ProjectOptions): Error {
  if (options.migrations.length > 0) {
    return unusable(
      `There are no SQL migrations in ${options.migrations.join(', ')} (below ${options.cwd}).`,
      'Check the path; the files have to end in .sql.',
    )
  }
  return unusable(
    `No folder of SQL migrations was found below ${options.cwd}: looked for folders named migrations, migration, migrate, drizzle or evolutions.`,
    'Say where it is with --migrations <dir>.',
  )
}
