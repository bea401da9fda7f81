import path from 'node:path'
import { type Database, DoctorError, type Migration, type Project } from '@migration-doctor/core'
import {
  nodeFiles,
  type PrismaEngine,
  startPrismaEngine,
  startServer,
  type TestServer,
} from '@migration-doctor/testkit'
import type { Mark } from '../../src/index.ts'
import { adapter } from '../../src/prisma/index.ts'
import { connect, optionsFor, perform, writeProject } from '../scratch.ts'

const schema = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'
const healthy = {
  'prisma/schema.prisma': schema,
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/1_init/migration.sql': 'CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\n',
  'prisma/migrations/2_fails/migration.sql': 'ALTER TABLE a ADD COLUMN x int;\nALTER TABLE missing ADD COLUMN x int;\n',
  'prisma/migrations/3_empty/README': 'no script here\n',
}

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

/** What brought the history about, by hand of the real engine. */
type Past = (engine: PrismaEngine, database: Database) => Promise<unknown>

const untouched: Past = async () => undefined
const failed: Past = (engine) => expect(engine.applyMigrations()).rejects.toThrow()
const failedAndRolledBack: Past = async (engine, database) => {
  await failed(engine, database)
  await engine.markRolledBack('2_fails')
}
const failedTwice: Past = async (engine, database) => {
  await failedAndRolledBack(engine, database)
  await failed(engine, database)
}
const finishedAndRolledBack: Past = async (engine, database) => {
  await failed(engine, database)
  await database.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '1_init'`)
}
const finishedBesideFailed: Past = async (engine, database) => {
  await failed(engine, database)
  await database.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '1_init')`)
}

/** Columns that must agree; of the times only which are set and which are equal. */
const comparable = `
  SELECT migration_name, checksum, logs IS NULL AS no_logs, logs = '' AS empty_logs, applied_steps_count,
         finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back,
         started_at = finished_at AS at_once, length(id) AS id_length
    FROM _prisma_migrations
   ORDER BY started_at, migration_name, rolled_back_at NULLS LAST`

interface World {
  readonly engine: PrismaEngine
  readonly database: Database
}

async function inTwoWorlds(
  past: Past,
  files: Record<string, string>,
  act: (worlds: [World, World], project: Project) => Promise<void>,
) {
  const { cwd, remove } = await writeProject(files)
  const databases = [await server.createDatabase(), await server.createDatabase()] as const
  const worlds: World[] = []
  try {
    for (const { url } of databases) {
      const world = {
        engine: await startPrismaEngine(url, path.join(cwd, 'prisma/migrations')),
        database: await connect(url),
      }
      worlds.push(world)
      await past(world.engine, world.database)
    }
    const [theirs, ours] = worlds
    if (!theirs || !ours) throw new Error('two worlds expected')
    const around = { files: nodeFiles, environment: {} }
    await act([theirs, ours], await adapter.read(optionsFor(cwd, { toolVersion: '7.3' }), around))
  } finally {
    for (const { engine, database } of worlds) {
      await engine.close()
      await database.close()
    }
    for (const database of databases) await database.drop()
    await remove()
  }
}

/** What Prisma's own command answers: nothing, or the code of its refusal. */
async function resolveWithPrisma(engine: PrismaEngine, kind: Mark['kind'], name: string): Promise<string> {
  try {
    await (kind === 'applied' ? engine.markApplied(name) : engine.markRolledBack(name))
    return 'written'
  } catch (error) {
    return String(Reflect.get(Object(error), 'code') ?? error).slice(0, 60)
  }
}

async function markWithDoctor(database: Database, kind: Mark['kind'], migration: Migration, project: Project) {
  try {
    const history = await adapter.readHistory(database, project)
    await perform(database, adapter.mark({ kind, migration }, history, project, new Date()))
    return 'written'
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error
    expect(error.code).toBe(4)
    return error.message
  }
}

function migrationNamed(project: Project, name: string): Migration {
  const found = project.migrations.find((migration) => migration.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}

const cases: readonly [Mark['kind'], string, string, Past, string][] = [
  ['applied', '1_init', 'without a table', untouched, 'written'],
  ['applied', '2_fails', 'that was never tried', (engine) => engine.markApplied('1_init'), 'written'],
  ['applied', '2_fails', 'that failed', failed, 'written'],
  ['applied', '2_fails', 'that failed twice', failedTwice, 'written'],
  ['applied', '2_fails', 'that is rolled back', failedAndRolledBack, 'written'],
  ['applied', '1_init', 'that is applied', failed, 'P3008'],
  ['applied', '1_init', 'that finished and was rolled back later', finishedAndRolledBack, 'P3008'],
  ['applied', '1_init', 'that finished once and failed once', finishedBesideFailed, 'P3008'],
  ['applied', '3_empty', 'without a script', untouched, 'P3017'],
  ['rolled-back', '1_init', 'without a table', untouched, 'Invariant violation'],
  ['rolled-back', '1_init', 'that was never tried', (engine) => engine.markApplied('2_fails'), 'P3011'],
  ['rolled-back', '1_init', 'that is applied', failed, 'P3012'],
  ['rolled-back', '2_fails', 'that failed', failed, 'written'],
  ['rolled-back', '2_fails', 'that failed twice', failedTwice, 'written'],
  ['rolled-back', '2_fails', 'that is rolled back already', failedAndRolledBack, 'written'],
  ['rolled-back', '1_init', 'that finished once and failed once', finishedBesideFailed, 'written'],
]

test.each(cases)('marks %s %s %s as migrate resolve does', async (...known) => {
  const [kind, name, , past, verdict] = known
  await inTwoWorlds(past, healthy, async ([theirs, ours], project) => {
    expect(await resolveWithPrisma(theirs.engine, kind, name)).toContain(verdict)
    expect(await markWithDoctor(ours.database, kind, migrationNamed(project, name), project)).toContain(verdict)
    const table = await theirs.database.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`)
    expect(await ours.database.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`)).toEqual(table)
    if (table[0]?.['there'] !== true) return
    expect(await ours.database.query(comparable)).toEqual(await theirs.database.query(comparable))
  })
})

test('the table that a mark creates is the one that the engine creates', async () => {
  const columns = `
    SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
      FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`
  await inTwoWorlds(untouched, healthy, async ([theirs, ours], project) => {
    await theirs.engine.markApplied('1_init')
    await markWithDoctor(ours.database, 'applied', migrationNamed(project, '1_init'), project)
    const expected = await theirs.database.query(columns)
    expect(expected).toHaveLength(8)
    expect(await ours.database.query(columns)).toEqual(expected)
  })
})

test('a lock file for another provider stops marking as it stops Prisma', async () => {
  const switched = { ...healthy, 'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n' }
  await inTwoWorlds(untouched, switched, async ([theirs, ours], project) => {
    expect(await resolveWithPrisma(theirs.engine, 'applied', '1_init')).toBe('P3019')
    expect(await markWithDoctor(ours.database, 'applied', migrationNamed(project, '1_init'), project)).toContain(
      'P3019',
    )
  })
})

test('what is marked pending is run by the engine again', async () => {
  await inTwoWorlds(
    (engine) => engine.markApplied('1_init'),
    healthy,
    async ([, ours], project) => {
      await markWithDoctor(ours.database, 'pending', migrationNamed(project, '1_init'), project)
      expect(await adapter.readHistory(ours.database, project)).toMatchObject({ rows: [] })
      await failed(ours.engine, ours.database)
      expect(await adapter.readHistory(ours.database, project)).toMatchObject({
        rows: [
          { name: '1_init', state: 'applied' },
          { name: '2_fails', state: 'failed' },
        ],
      })
    },
  )
})
