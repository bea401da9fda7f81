import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Finding, MigrationState, Report } from '@migration-doctor/core'
import { type PrismaEngine, startPrismaEngine, type TestServer } from '@migration-doctor/testkit'
import pg from 'pg'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

/** A Prisma project, a database, and Prisma's own engine on both. */
export interface PrismaWorld {
  readonly folder: string
  readonly url: string
  readonly engine: Omit<PrismaEngine, 'close'>
  readonly client: pg.Client
  diagnose(...words: string[]): Promise<Verdict>
}

export interface Verdict {
  readonly report: Report
  readonly findings: readonly Finding[]
  /** `rule` or `rule migration`, roots only, sorted. */
  readonly rules: readonly string[]
  readonly states: Readonly<Record<string, MigrationState>>
}

export const migration = (name: string) => `prisma/migrations/${name}/migration.sql`

export const shop = {
  'package.json': '{ "name": "shop", "devDependencies": { "prisma": "6.19.0" } }',
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  [migration('20240101000000_users')]: 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  [migration('20240102000000_orders')]: 'CREATE TABLE orders (id integer PRIMARY KEY, user_id integer);\n',
}

export interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>
  /** `?schema=` of the connection. */
  readonly schema?: string
}

export async function inPrismaWorld(
  server: TestServer,
  { files = shop, schema = 'public' }: WorldOptions,
  act: (world: PrismaWorld) => Promise<void>,
): Promise<void> {
  const folder = await folderOf(files)
  const database = await server.createDatabase()
  const url = schema === 'public' ? database.url : `${database.url}?schema=${schema}`
  const engine = shortLived(() => startPrismaEngine(database.url, join(folder, 'prisma/migrations'), { schema }))
  const client = new pg.Client({ connectionString: database.url })
  // Databases are dropped under sessions that tests leave behind.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await act({ folder, url, engine, client, diagnose: (...words) => diagnose(folder, url, words) })
  } finally {
    await client.end()
    await database.drop()
  }
}

/** A process of its own for every command, as with Prisma's command line: the lock ends with its session. */
function shortLived(start: () => Promise<PrismaEngine>): PrismaWorld['engine'] {
  const once = async <Result>(command: (engine: PrismaEngine) => Promise<Result>) => {
    const engine = await start()
    return command(engine).finally(() => engine.close().catch(() => undefined))
  }
  return {
    applyMigrations: () => once((engine) => engine.applyMigrations()),
    markApplied: (name) => once((engine) => engine.markApplied(name)),
    markRolledBack: (name) => once((engine) => engine.markRolledBack(name)),
    diagnose: (options) => once((engine) => engine.diagnose(options)),
  }
}

async function diagnose(folder: string, url: string, words: readonly string[]): Promise<Verdict> {
  const host = testHost({ cwd: folder, environment: { DATABASE_URL: url } })
  const code = await run(['diagnose', '--format', 'json', '--replay', 'never', ...words], host)
  if (host.written.out === '') throw new Error(`No report, exit code ${code}: ${host.written.err}`)
  const report: Report = JSON.parse(host.written.out)
  const findings = report.projects.flatMap((project) => project.findings)
  const roots = findings.filter(({ causedBy }) => causedBy === null)
  return {
    report,
    findings,
    rules: roots.map(({ rule, migration: name }) => (name === null ? rule : `${rule} ${name}`)).toSorted(),
    states: Object.fromEntries(
      report.projects.flatMap(({ migrations }) => migrations.map(({ name, state }) => [name, state])),
    ),
  }
}

const execute = promisify(execFile)

/** Version control of a folder, with everything in it. */
export async function commitAll(folder: string, message: string): Promise<void> {
  const git = (...words: string[]) =>
    execute('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...words], {
      cwd: folder,
    })
  await git('init', '-q')
  await git('add', '.')
  await git('commit', '-qm', message)
}
