import path from 'node:path'
import { unusable } from '@migration-doctor/core'
import { type ConfigValue, child, type Surrounding, unknownValue } from './config-value.ts'
import { exportedValue } from './module-scope.ts'

/** What the doctor needs of a `prisma.config.ts`. Paths are absolute. */
export interface PrismaConfig {
  readonly file: string
  readonly schema: string | null
  readonly migrations: string | null
  readonly url: ConfigText
  readonly directUrl: ConfigText
  readonly shadowDatabaseUrl: ConfigText
  /** `classic`, `js`, or nothing said. */
  readonly engine: string | null
  readonly hasAdapter: boolean
  /** The file names the datasource itself, so the schema's URL does not count. */
  readonly hasDatasource: boolean
  /** SQL that Prisma runs on a shadow database before the migrations: what others make in the real one. */
  readonly initShadowDb: string | null
  /** Names, `table` or `schema.table`, of what others manage. */
  readonly externalTables: readonly string[]
  readonly externalEnums: readonly string[]
  /** Settings that could not be read without running the file. */
  readonly unread: readonly string[]
}

/** A text, nothing, or something that only running the file would tell. */
export type ConfigText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'absent' | 'unknown' }

const extensions = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts']

/** Where Prisma looks for its configuration, below the working directory, in its own order. */
export const configCandidates: readonly string[] = [
  ...extensions.map((extension) => `prisma7.config${extension}`),
  ...extensions.map((extension) => `.config/prisma7${extension}`),
  ...['prisma.config', '.config/prisma', '.config/prisma.config'].flatMap((base) => [
    ...extensions.map((extension) => `${base}${extension}`),
    ...extensions.map((extension) => `${base}/index${extension}`),
  ]),
]

/** Reads a configuration file as source. @throws DoctorError (2) when it does not parse. */
export async function readConfig(source: string, around: Surrounding): Promise<PrismaConfig> {
  const { file } = around
  const root = exportedValue(await parseModule(file, source), around)
  const at = (...keys: readonly string[]) => keys.reduce((value, key) => child(value, key), root)
  const relative = (value: ConfigValue) => {
    return typeof value === 'string' ? path.resolve(path.dirname(file), value) : null
  }
  const unread = ['schema', 'migrations.path'].filter((key) => isUnknown(at(...key.split('.'))))
  const engine = at('engine')
  const initShadowDb = at('migrations', 'initShadowDb')
  return {
    file,
    schema: relative(at('schema')),
    migrations: relative(at('migrations', 'path')),
    url: textOf(at('datasource', 'url')),
    directUrl: textOf(at('datasource', 'directUrl')),
    shadowDatabaseUrl: textOf(at('datasource', 'shadowDatabaseUrl')),
    engine: typeof engine === 'string' ? engine : null,
    hasAdapter: at('adapter') !== undefined || at('migrate', 'adapter') !== undefined,
    hasDatasource: at('datasource') !== undefined,
    initShadowDb: typeof initShadowDb === 'string' ? initShadowDb : null,
    externalTables: textsOf(at('tables', 'external')),
    externalEnums: textsOf(at('enums', 'external')),
    unread: root === undefined || isUnknown(root) ? ['default export'] : unread,
  }
}

function isUnknown(value: ConfigValue): boolean {
  return value === unknownValue
}

function textOf(value: ConfigValue): ConfigText {
  if (typeof value === 'string') return { kind: 'text', text: value }
  return { kind: isUnknown(value) ? 'unknown' : 'absent' }
}

function textsOf(value: ConfigValue): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** The parser is loaded when a configuration is there to be read: it is slow to load. */
async function parseModule(file: string, source: string) {
  const { parseProgram } = await import('./parse-program.ts')
  try {
    return parseProgram(source)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw unusable(`${file} does not parse: ${reason}`, 'Put the syntax right, or say --migrations <folder>.')
  }
}
