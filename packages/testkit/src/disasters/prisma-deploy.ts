/**
 * `prisma migrate deploy` by Prisma's real schema engine, as a program: project directory, connection URL, Prisma version.
 * Needs `node --experimental-wasm-modules`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

/** Sends a script as one simple query, as the native engine up to 7.3 does; the adapter's own cuts it at semicolons. */
class ScriptAdapter extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect()
    adapter.executeScript = (script) => send(adapter.underlyingDriver(), script)
    return adapter
  }
}

async function send(pool: pg.Pool, script: string): Promise<void> {
  try {
    await pool.query(script)
  } catch (error) {
    if (error instanceof pg.DatabaseError) console.error(`Database error: ${error.message} (SQLSTATE ${error.code})`)
    throw error
  }
}

function startEngine(url: string): Promise<SchemaEngine> {
  const factory = bindMigrationAwareSqlAdapterFactory(new ScriptAdapter({ connectionString: url, max: 1 }))
  const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n'
  return SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => undefined, factory)
}

/** The folder as the command line client of that version lists it. */
function listMigrations(project: string, version: string): MigrationList {
  const baseDir = join(project, 'prisma', 'migrations')
  const names = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const sorted = names.map((entry) => entry.name).sort()
  if (major > 6 || (major === 6 && minor >= 6)) sorted.sort((a, b) => a.localeCompare(b))
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: sorted.map((path) => {
      const value = readFileSync(join(baseDir, path, 'migration.sql'), 'utf8')
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
    }),
  }
}

const [project = '', url = '', version = ''] = process.argv.slice(2)
try {
  const engine = await startEngine(url)
  const filters = { externalTables: [], externalEnums: [] }
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: listMigrations(project, version),
    filters,
  })
  for (const name of appliedMigrationNames) console.log(`Applied ${name}`)
} catch (error) {
  if (!(error instanceof Error)) throw error
  console.error(`${'code' in error ? `${error.code}: ` : ''}${error.message}`)
  process.exitCode = 1
}
process.exit()
