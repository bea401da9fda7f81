import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils'
import type {
  DiagnoseMigrationHistoryOutput,
  MigrationDirectory,
  MigrationList,
  SchemaEngine,
} from '@prisma/schema-engine-wasm'
import pg from 'pg'

/**
 * How a script reaches the server: as one simple query (native engines up to 7.3), cut at every semicolon
 * (`@prisma/adapter-pg` as it is), or as the caller cuts it.
 */
export type PrismaSend = 'script' | 'semicolon' | ((script: string) => readonly string[])

export interface PrismaEngineOptions {
  /** Default `script`. */
  readonly send?: PrismaSend
  /** `?schema=` of the connection. Default `public`. */
  readonly schema?: string
  /** How the directories are sorted. Default `localeCompare` (Prisma 6.6 and later). */
  readonly order?: 'bytes' | 'localeCompare'
  /** Sees every script before it is sent. */
  readonly onScript?: (script: string) => void
  /** Sees what PostgreSQL raised, of which Prisma's own error keeps only a part. */
  readonly onError?: (error: pg.DatabaseError) => void
}

/** Prisma's own schema engine on a database and a migrations folder. `close` it. */
export interface PrismaEngine {
  /** `prisma migrate deploy`; the names that were applied. Rejects with Prisma's error; its `code` is `P3018`, … */
  applyMigrations(): Promise<readonly string[]>
  /** `prisma migrate resolve --applied`. */
  markApplied(name: string): Promise<void>
  /** `prisma migrate resolve --rolled-back`. */
  markRolledBack(name: string): Promise<void>
  /** What `prisma migrate status` is made of. `shadow`: also replay on a shadow database. */
  diagnose(options?: { readonly shadow?: boolean }): Promise<DiagnoseMigrationHistoryOutput>
  close(): Promise<void>
}

/** Runs all pending migrations of a folder for real and gives the names of those that were applied. */
export async function applyPrismaMigrations(
  url: string,
  directory: string,
  options: PrismaEngineOptions = {},
): Promise<readonly string[]> {
  const engine = await startPrismaEngine(url, directory, options)
  try {
    return await engine.applyMigrations()
  } finally {
    await engine.close()
  }
}

const noFilters = { externalTables: [], externalEnums: [] }

/** Starts the engine of the installed Prisma on a database. `directory` is the migrations folder. */
export async function startPrismaEngine(
  url: string,
  directory: string,
  options: PrismaEngineOptions = {},
): Promise<PrismaEngine> {
  const factory = new RecordingFactory(url, options)
  const { SchemaEngine } = await loadEngine()
  const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n'
  const bound = bindMigrationAwareSqlAdapterFactory(factory)
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => undefined, bound)
  const list = () => listMigrations(directory, options.order ?? 'localeCompare')
  return {
    async applyMigrations() {
      const output = await engine.applyMigrations({ migrationsList: await list(), filters: noFilters })
      return output.appliedMigrationNames
    },
    async markApplied(migrationName) {
      await engine.markMigrationApplied({ migrationName, migrationsList: await list() })
    },
    async markRolledBack(migrationName) {
      await engine.markMigrationRolledBack({ migrationName })
    },
    async diagnose({ shadow = false } = {}) {
      return engine.diagnoseMigrationHistory({
        migrationsList: await list(),
        optInToShadowDatabase: shadow,
        filters: noFilters,
      })
    },
    async close() {
      engine.free()
      await factory.dispose()
    },
  }
}

type Connection = Awaited<ReturnType<PrismaPg['connect']>>

/** Prisma's own adapter, except that a script is sent as the options say. */
class RecordingFactory extends PrismaPg {
  readonly #options: PrismaEngineOptions
  readonly #open = new Set<Connection>()

  constructor(url: string, options: PrismaEngineOptions) {
    const schema = options.schema ?? 'public'
    super({ connectionString: url, max: 1, options: `-c search_path="${schema.replaceAll(' ', '\\ ')}"` }, { schema })
    this.#options = options
  }

  override async connect(): Promise<Connection> {
    return this.#sendAsTold(await super.connect())
  }

  override async connectToShadowDb(): Promise<Connection> {
    return this.#sendAsTold(await super.connectToShadowDb())
  }

  async dispose(): Promise<void> {
    for (const connection of this.#open) await connection.dispose()
  }

  #sendAsTold(connection: Connection): Connection {
    const { send = 'script', onScript, onError } = this.#options
    const own = connection.executeScript.bind(connection)
    connection.executeScript = async (script) => {
      onScript?.(script)
      if (send === 'semicolon') return own(script)
      const driver = connection.underlyingDriver()
      for (const text of send === 'script' ? [script] : send(script)) await sendText(driver, text, onError)
    }
    this.#open.add(connection)
    const dispose = connection.dispose.bind(connection)
    connection.dispose = async () => {
      if (this.#open.delete(connection)) await dispose()
    }
    return connection
  }
}

/** Raises what the adapter itself would raise, so that the engine records it as Prisma does. */
async function sendText(driver: pg.Pool, text: string, onError?: (error: pg.DatabaseError) => void): Promise<void> {
  try {
    await driver.query(text)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    onError?.(error)
    const { code = '', severity = '', message, detail, column, hint } = error
    throw new DriverAdapterError({
      kind: 'postgres',
      code,
      severity,
      message,
      detail,
      column,
      hint,
      originalCode: code,
      originalMessage: message,
    })
  }
}

/** The folder as Prisma's command line lists it. */
async function listMigrations(directory: string, order: 'bytes' | 'localeCompare'): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  names.sort((a, b) =>
    order === 'bytes' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a.localeCompare(b, 'en-US'),
  )
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: await readOrNull(path.join(directory, 'migration_lock.toml')) },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map((name) => readDirectory(directory, name))),
  }
}

async function readDirectory(directory: string, name: string): Promise<MigrationDirectory> {
  const content = await readFile(path.join(directory, name, 'migration.sql'), 'utf8').then(
    (value) => ({ tag: 'ok', value }) as const,
    (error: Error) => ({ tag: 'error', value: error.message }) as const,
  )
  return { path: name, migrationFile: { path: 'migration.sql', content } }
}

function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}

/** TypeScript knows it only from the library of browsers. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

let loading: Promise<{ readonly SchemaEngine: typeof SchemaEngine }> | undefined

/** Loads the WASM by hand, once: Node imports no `.wasm` without a flag. */
function loadEngine(): Promise<{ readonly SchemaEngine: typeof SchemaEngine }> {
  loading ??= instantiate()
  return loading
}

async function instantiate(): Promise<{ readonly SchemaEngine: typeof SchemaEngine }> {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const main = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = await readFile(path.join(path.dirname(main), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': idle(glue) })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return glue
}

/** The engine never clears the ten seconds it waits for its lock; its timers must not keep a process alive. */
function idle(glue: object): object {
  const timer = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds).unref()
  return Object.fromEntries(
    Object.entries(glue).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? timer : value]),
  )
}
