import type { Environment } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { parseDotenv } from '../dotenv.ts'
import { installedVersion } from '../installed.ts'
import { asRecord, readIfThere } from '../project-files.ts'
import { forward, joinPath, resolvePath } from './evaluate/path.ts'
import { type Aliases, Resolver } from './evaluate/resolve.ts'
import { SourceStore } from './evaluate/source.ts'
import { type FoundDataSource, findDataSource } from './find-data-source.ts'
import type { Workshop } from './run.ts'

/** The project's files, environment and data source: what every part of the adapter begins with. */
export interface Opened {
  readonly workshop: Workshop
  readonly found: FoundDataSource
  readonly version: string | null
}

export async function openProject(options: ProjectOptions, around: Surroundings): Promise<Opened> {
  const cwd = forward(options.cwd)
  const store = new SourceStore(cwd, around.files)
  const environment = await environmentOf(cwd, around)
  const resolver = new Resolver(store, await aliasesOf(cwd, around))
  const draft: Workshop = {
    store,
    resolver,
    environment,
    builder: { schema: null, major: 0, uuidExtension: 'uuid-ossp' },
  }
  const found = await findDataSource(draft, around.files, options.schemaFile)
  const manifest = (await readIfThere(around.files, joinPath(cwd, 'package.json')).catch(() => null)) ?? ''
  // A package of a repository that is not about TypeORM itself is where its commands are run.
  if (!manifest.includes('typeorm')) store.home = found.base
  const version = options.toolVersion ?? (await versionAt([found.base, cwd], around))
  const major = version !== null && Number.parseInt(version, 10) >= 1 ? 1 : 0
  const { schema, uuidExtension } = found.config
  return { workshop: { ...draft, builder: { schema, major, uuidExtension } }, found, version }
}

/** The version nearest to the data source, which in a monorepo is not the root's. */
async function versionAt(folders: readonly string[], around: Surroundings): Promise<string | null> {
  for (const folder of folders) {
    const installed = await installedVersion('typeorm', folder, around.files)
    if (installed) return installed.version
  }
  return null
}

async function environmentOf(cwd: string, around: Surroundings): Promise<Environment> {
  const files = ['.env', '.env.local', '.env.development']
  const texts = await Promise.all(files.map((name) => readIfThere(around.files, joinPath(cwd, name)).catch(() => null)))
  const values: Record<string, string | undefined> = {}
  for (const text of texts) for (const [name, value] of text === null ? [] : parseDotenv(text)) values[name] ??= value
  return { ...values, ...around.environment }
}

async function aliasesOf(cwd: string, around: Surroundings): Promise<Aliases | null> {
  for (const name of ['tsconfig.json', 'tsconfig.base.json']) {
    const text = await readIfThere(around.files, joinPath(cwd, name)).catch(() => null)
    const options = asRecord(asRecord(parseJsonc(text ?? ''))?.['compilerOptions'])
    if (!options) continue
    const base = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : '.'
    const paths = Object.entries(asRecord(options['paths']) ?? {}).flatMap(([pattern, targets]) =>
      Array.isArray(targets) ? [{ pattern, targets: targets.map(String) }] : [],
    )
    if (paths.length > 0 || options['baseUrl'] !== undefined) return { base: resolvePath(cwd, base), paths }
  }
  return null
}

/** JSON with comments and trailing commas, as TypeScript's own files have. */
function parseJsonc(text: string): unknown {
  const bare = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1').replace(/,(\s*[}\]])/g, '$1')
  try {
    return JSON.parse(bare)
  } catch {
    return null
  }
}
