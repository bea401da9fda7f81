import path from 'node:path'
import type { EngineDatabase, ModelDrift, ModelUnknown, Project } from '@migration-doctor/core'
import type { Reading } from '../../adapter.ts'
import { readIfThere, relativeTo } from '../../project-files.ts'
import { findLayout } from '../layout.ts'
import { driverOf } from './driver.ts'
import { type EnginePackage, loadEngine } from './engine.ts'

/**
 * What `prisma migrate diff --from-migrations --to-schema-datamodel` says: the migrations run in an empty database, by
 * the schema engine of the project's own Prisma.
 */
export async function prismaModelDrift(
  project: Project,
  database: EngineDatabase,
  { options, around }: Reading,
): Promise<ModelDrift | ModelUnknown> {
  const layout = await findLayout(options, around)
  if (!layout || layout.schemaFiles.length === 0) return { needs: 'a schema.prisma' }
  const engine = await loadEngine(layout.home, around.files)
  if (!engine) return { needs: '@prisma/internals in the project (npm install --save-dev @prisma/internals)' }
  const model = layout.schemaFiles.map((file) => [file.path, file.text])
  const lockFile = await readIfThere(around.files, path.join(layout.migrations, 'migration_lock.toml'))
  const migrations = { ...migrationList(project), baseDir: layout.migrations, lockfile: lockfileOf(lockFile) }
  const { externalTables = [], externalEnums = [] } = layout.config ?? {}
  const filters = { externalTables, externalEnums }
  const differing = await difference(engine, { model, migrations, filters, home: layout.home, database })
  if (typeof differing !== 'string') return differing
  return { model: relativeTo(options.cwd, layout.schema ?? layout.schemaFiles[0]?.path ?? ''), script: differing }
}

const lockfileOf = (content: string | null) => ({ path: 'migration_lock.toml', content })

interface Question {
  readonly model: readonly string[][]
  readonly migrations: object
  readonly filters: object
  readonly home: string
  readonly database: EngineDatabase
}

async function difference(
  { SchemaEngine }: EnginePackage,
  { model, migrations, filters, home, database }: Question,
): Promise<string | ModelUnknown> {
  try {
    const engine = await SchemaEngine.new({ datamodels: model }, () => undefined, driverOf(database))
    try {
      const difference = engine.diff({
        from: { tag: 'migrations', ...migrations },
        to: {
          tag: 'schemaDatamodel',
          files: model.map(([file, content]) => ({ path: file, content })),
          configDir: home,
        },
        script: true,
        exitCode: null,
        shadowDatabaseUrl: null,
        filters,
      })
      return (await inTime(difference)).stdout ?? ''
    } finally {
      engine.free()
    }
  } catch (error) {
    return { needs: `migrations and a schema that Prisma's engine accepts (${firstLine(error)})` }
  }
}

const limitMs = 120_000

/** An engine that panics never answers. */
async function inTime<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${limitMs / 1000} s`)), limitMs)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function firstLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim())
  return lines.find((line) => line !== '') ?? 'it gives no reason'
}

function migrationList({ migrations, given = '' }: Project): object {
  return {
    shadowDbInitScript: given,
    migrationDirectories: migrations.map(({ name, up }) => {
      const value = up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.text] : [])).join('\n')
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
    }),
  }
}
