import type { Files, ReadingProblem } from '@migration-doctor/core'
import { kindOf, readIfThere } from '../project-files.ts'
import { directoryOf, extensionOf, forward, isAbsolute, joinPath, relativeTo, resolvePath } from './evaluate/path.ts'
import { isScript } from './evaluate/source.ts'
import type { FunctionValue } from './evaluate/value.ts'
import type { FoundDataSource } from './find-data-source.ts'
import { expandGlob, walk } from './glob.ts'

/** A file to load, or one class of a file. */
export interface Source {
  /** Absolute. */
  readonly path: string
  /** Only the class that stands at this offset; `null`: everything that the file exports. */
  readonly only: number | null
}

export interface Discovery {
  readonly sources: readonly Source[]
  readonly problems: readonly ReadingProblem[]
  /** One sentence for people. */
  readonly why: string
  /** The project itself names these files; otherwise a folder was taken as a whole. */
  readonly configured: boolean
}

/** The files that hold migrations, in the order in which TypeORM would load them. */
export async function discover(
  files: Files,
  options: { readonly cwd: string; readonly migrations: readonly string[] },
  found: FoundDataSource,
): Promise<Discovery> {
  const { cwd } = options
  if (options.migrations.length > 0) {
    const sources = await fromGlobs(
      files,
      cwd,
      await Promise.all(options.migrations.map((one) => asGlob(files, cwd, one))),
    )
    return { ...preferSources(cwd, sources), why: `--migrations ${options.migrations.join(' ')}`, configured: false }
  }
  const configured = await fromConfig(files, cwd, found)
  if (configured.length > 0)
    return { ...preferSources(cwd, configured, true), why: found.why ?? 'the data source names them', configured: true }
  const folder = await usualFolder(files, found.base === cwd ? [cwd] : [found.base, cwd])
  if (!folder) return { sources: [], problems: [], why: 'no migrations were found', configured: false }
  const sources = await fromGlobs(files, cwd, [`${folder}/*`])
  return {
    ...preferSources(cwd, sources),
    why: `${relativeTo(cwd, folder)} holds classes that implement MigrationInterface`,
    configured: false,
  }
}

async function asGlob(files: Files, cwd: string, given: string): Promise<string> {
  const path = resolvePath(cwd, forward(given))
  return (await kindOf(files, path)) === 'directory' ? `${path}/*` : path
}

async function fromGlobs(files: Files, base: string, globs: readonly string[]): Promise<Source[]> {
  const paths: string[] = []
  for (const glob of globs) paths.push(...(await expandGlob(files, base, glob)))
  return [...new Set(paths)].filter(isLoadable).map((path) => ({ path, only: null }))
}

function isLoadable(path: string): boolean {
  return isScript(path) && !path.endsWith('x') && !/\.d\.[cm]?ts$/.test(path)
}

/** Globs of the data source; one that names build output is read from the sources when the output is not there. */
async function fromConfig(files: Files, cwd: string, found: FoundDataSource): Promise<Source[]> {
  const sources: Source[] = []
  for (const one of found.config.migrations) {
    if (typeof one !== 'string') {
      const source = classSource(cwd, one)
      if (source) sources.push(source)
      continue
    }
    const own = await fromGlobs(files, found.base, [one])
    sources.push(...(own.length > 0 ? own : await fromOutput(files, found.base, one)))
  }
  return forPostgres(unique(sources))
}

const otherDatabases =
  /\/(?:mysql|mariadb|sqlite|better-sqlite3|sqljs|mssql|sqlserver|oracle|mongodb|cockroach(?:db)?)\//i

/** One folder for each database: those of the others are left out. */
function forPostgres(sources: readonly Source[]): Source[] {
  const ours = sources.filter(({ path }) => !otherDatabases.test(path))
  return ours.some(({ path }) => /\/(?:postgres|postgresql|pg|pgsql)\//i.test(path)) ? ours : [...sources]
}

function classSource(cwd: string, made: FunctionValue): Source | null {
  return made.place ? { path: joinPath(cwd, made.place.file), only: made.place.span.start } : null
}

function unique(sources: readonly Source[]): Source[] {
  const seen = new Set<string>()
  return sources.filter(({ path, only }) => {
    const key = `${path}:${only ?? ''}`
    return seen.has(key) ? false : seen.add(key)
  })
}

const output = /(^|\/)(?:dist|build|out|lib|\.build)\//

async function fromOutput(files: Files, base: string, glob: string): Promise<Source[]> {
  const pattern = forward(glob)
  const inside = isAbsolute(pattern) ? relativeTo(base, pattern) : pattern
  const bare = inside.replace(/^\.\//, '').replace(output, '$1')
  for (const folder of [`src/${bare}`, bare, bare.replace(/^src\//, '')]) {
    const sources = await fromGlobs(files, base, [asSourceGlob(folder)])
    if (sources.length > 0) return sources
  }
  return []
}

/** `*.js` → `*.{js,ts}`, whatever way it is written. */
function asSourceGlob(glob: string): string {
  return glob.replace(/\.[cm]?js$/, '.{ts,js,mts,cts}').replace(/\.?[{(]+[^})]*js[^})]*[})]+$/, '.{ts,js,mts,cts}')
}

const usualFolders = [
  'src/migrations',
  'src/migration',
  'migrations',
  'migration',
  'src/database/migrations',
  'src/database/migration',
  'src/db/migrations',
  'database/migrations',
  'db/migrations',
  'src/typeorm/migrations',
  'src/infra/typeorm/migrations',
  'src/shared/infra/typeorm/migrations',
  'src/core/database/migrations',
]

async function usualFolder(files: Files, roots: readonly string[]): Promise<string | null> {
  for (const root of roots) {
    for (const folder of usualFolders)
      if (await holdsMigrations(files, joinPath(root, folder))) return joinPath(root, folder)
  }
  for (const root of roots) {
    for await (const path of walk(files, root)) {
      const folder = directoryOf(path)
      if (/\/migrations?$/.test(folder) && isLoadable(path) && (await isMigration(files, path))) return folder
    }
  }
  return null
}

export async function holdsMigrations(files: Files, folder: string): Promise<boolean> {
  if ((await kindOf(files, folder)) !== 'directory') return false
  for (const path of (await expandGlob(files, folder, '*')).filter(isLoadable).slice(0, 10)) {
    if (await isMigration(files, path)) return true
  }
  return false
}

async function isMigration(files: Files, path: string): Promise<boolean> {
  const text = (await readIfThere(files, path)) ?? ''
  // Other tools' migrations export functions; TypeORM's are methods of a class.
  return text.includes('MigrationInterface') || /\bclass\b[\s\S]*\bup\s*\(|\.prototype\.up\s*=/.test(text)
}

/** Of a class that is there twice, as source and as build output, the source is read; the tool would load both. */
function preferSources(
  cwd: string,
  sources: readonly Source[],
  loaded = false,
): { sources: readonly Source[]; problems: ReadingProblem[] } {
  const written = new Map<string, string>()
  for (const { path } of sources) if (!/js$/.test(path)) written.set(stem(path), path)
  const problems: ReadingProblem[] = []
  const kept = sources.filter(({ path }) => {
    const source = /js$/.test(path) ? written.get(stem(path)) : undefined
    if (source === undefined) return true
    problems.push({
      rule: 'double-build',
      place: null,
      data: { source: relativeTo(cwd, source), built: relativeTo(cwd, path), ...(loaded ? { loaded } : {}) },
    })
    return false
  })
  return { sources: kept, problems }
}

function stem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name.slice(0, name.length - extensionOf(name).length)
}
