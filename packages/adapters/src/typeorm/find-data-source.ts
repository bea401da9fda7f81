import type { Files } from '@migration-doctor/core'
import { asRecord, kindOf, readIfThere, readJsonIfThere } from '../project-files.ts'
import { type DataSourceConfig, noConfig } from './config.ts'
import { isPostgres, readDefinitions } from './definition.ts'
import { directoryOf, joinPath, relativeTo, resolvePath } from './evaluate/path.ts'
import { isScript } from './evaluate/source.ts'
import { walk } from './glob.ts'
import type { Workshop } from './run.ts'

/** The data source that the project's command line uses, and what the command line itself says. */
export interface FoundDataSource {
  readonly config: DataSourceConfig
  /** Folder from which the tool is started: where relative globs begin. Absolute. */
  readonly base: string
  /** `-t each` of a package script. */
  readonly transactionOption: string | null
  /** How it was found; `null` when there is none. */
  readonly why: string | null
  /** Data sources of other databases that were seen on the way. */
  readonly others: readonly DataSourceConfig[]
}

export async function findDataSource(
  workshop: Workshop,
  files: Files,
  named: string | undefined,
): Promise<FoundDataSource> {
  const cwd = workshop.store.root
  const scripts = await scriptsOf(files, cwd)
  const others: DataSourceConfig[] = []
  for await (const candidate of candidates({ files, cwd, named, scripts })) {
    const configs = await readDefinitions(workshop, candidate.path)
    const config = configs.find((one) => isPostgres(one) && one.migrations.length > 0) ?? configs.find(isPostgres)
    if (!config) others.push(...configs)
    else {
      const base = await packageFolder(files, candidate.path, cwd)
      return { config, base, transactionOption: scripts.transaction, why: candidate.why, others }
    }
  }
  return { config: noConfig, base: cwd, transactionOption: scripts.transaction, why: null, others }
}

interface Scripts {
  /** Values of `-d`, as written. */
  readonly dataSources: readonly string[]
  readonly transaction: string | null
}

async function scriptsOf(files: Files, cwd: string): Promise<Scripts> {
  const manifest = await readJsonIfThere(files, joinPath(cwd, 'package.json'))
  const dataSources: string[] = []
  let transaction: string | null = null
  for (const script of Object.values(asRecord(manifest?.['scripts']) ?? {})) {
    if (typeof script !== 'string' || !/typeorm|migration/i.test(script)) continue
    const words = script.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''))
    for (const [index, word] of words.entries()) {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[index + 1]
      const option = word.split('=')[0] ?? ''
      if (['-d', '--dataSource', '--data-source', '-f', '--config'].includes(option) && value) dataSources.push(value)
      if (['-t', '--transaction'].includes(option) && value) transaction = value
    }
  }
  return { dataSources: [...new Set(dataSources)], transaction }
}

interface Candidate {
  readonly path: string
  readonly why: string
}

async function* candidates(where: {
  files: Files
  cwd: string
  named: string | undefined
  scripts: Scripts
}): AsyncGenerator<Candidate> {
  const { files, cwd, named, scripts } = where
  const tried = new Set<string>()
  const take = async (path: string): Promise<boolean> => {
    if (tried.has(path)) return false
    tried.add(path)
    return (await kindOf(files, path)) === 'file'
  }
  for (const given of named ? [named] : scripts.dataSources) {
    const why = named ? `${given} is named as the data source` : `a script in package.json runs TypeORM with ${given}`
    for (const path of sourcesOf(cwd, given)) if (await take(path)) yield { path, why }
  }
  if (named) return
  for (const name of usualNames) {
    const path = joinPath(cwd, name)
    if (await take(path)) yield { path, why: `${name} is there` }
  }
  for (const path of await lookAround(files, cwd)) {
    if (await take(path)) yield { path, why: `${relativeTo(cwd, path)} defines a data source` }
  }
}

const bases = ['data-source', 'datasource', 'ormconfig', 'typeorm.config', 'orm.config', 'ormDataSource', 'typeorm']
const folders = ['', 'src/', 'src/config/', 'src/database/', 'src/db/', 'config/', 'database/', 'db/']
const usualNames = folders.flatMap((folder) =>
  bases.flatMap((base) =>
    ['.ts', '.js', '.mts', '.cjs', '.mjs', ...(base === 'ormconfig' ? ['.json'] : [])].map(
      (end) => folder + base + end,
    ),
  ),
)

/** A script names the built file; the source it was built from is read when it is there. */
function sourcesOf(cwd: string, given: string): string[] {
  const path = resolvePath(cwd, given)
  const inside = relativeTo(cwd, path)
  const withoutOutput = inside.replace(/^(?:dist|build|out|lib)\//, '')
  const stems = [`src/${withoutOutput}`, withoutOutput, inside].map((one) => one.replace(/\.[cm]?[jt]s$/, ''))
  const extensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']
  return [path, ...[...new Set(stems)].flatMap((stem) => extensions.map((end) => joinPath(cwd, stem + end)))].sort(
    sourceFirst,
  )
}

function sourceFirst(a: string, b: string): number {
  return Number(/\.[cm]?js$/.test(a)) - Number(/\.[cm]?js$/.test(b))
}

const telling = /data-?source|orm|database|app\.module|db|postgres|config|index|server|main/i
const maximumFiles = 400

/** Files anywhere in the project whose name and text speak of a data source. */
async function lookAround(files: Files, cwd: string): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const path of walk(files, cwd)) {
    const name = relativeTo(cwd, path)
    const built =
      /(?:^|\/)(?:dist|build|out|coverage|test|tests|__tests__)\//.test(name) ||
      /\.(?:spec|test|d)\.[cm]?ts$/.test(name)
    if (isScript(path) && !built && telling.test(name.slice(name.lastIndexOf('/') + 1))) paths.push(path)
  }
  const speaking: { path: string; rank: number }[] = []
  for (const path of paths.sort((a, b) => a.split('/').length - b.split('/').length).slice(0, maximumFiles)) {
    const text = (await readIfThere(files, path)) ?? ''
    if (/new DataSource\(|createConnection\(/.test(text))
      speaking.push({ path, rank: text.includes('migrations') ? 0 : 2 })
    else if (/TypeOrmModule\.forRoot|DataSourceOptions|TypeOrmModuleOptions|ConnectionOptions/.test(text)) {
      speaking.push({ path, rank: text.includes('migrations') ? 1 : 3 })
    }
  }
  return speaking.sort((a, b) => a.rank - b.rank).map(({ path }) => path)
}

/** The nearest folder with a `package.json`, not above the project's own. */
async function packageFolder(files: Files, path: string, cwd: string): Promise<string> {
  for (let folder = directoryOf(path); folder.length > cwd.length; folder = directoryOf(folder)) {
    if ((await kindOf(files, joinPath(folder, 'package.json'))) === 'file') return folder
  }
  return cwd
}
