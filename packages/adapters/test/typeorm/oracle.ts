import type { Database, Step } from '@migration-doctor/core'
import { introspect } from '@migration-doctor/db'
import { memoryFiles, type TestDatabase } from '@migration-doctor/testkit'
import { adapter } from '../../src/typeorm/index.ts'
import { connect } from '../scratch.ts'
import { viewOf } from './catalog-view.ts'

/** The part of a TypeORM that the tests drive; both majors have it. */
export interface TypeOrm {
  readonly DataSource: new (options: object) => RealDataSource
}

interface RealDataSource {
  initialize(): Promise<unknown>
  destroy(): Promise<void>
  createQueryRunner(): { release(): Promise<void> }
}

export interface Outcome {
  /** What was sent, in order, without the library's own questions. */
  readonly statements: readonly string[]
  /** TypeORM's own error; `null` when it was PostgreSQL's or none. */
  readonly refusal: string | null
}

export interface Example {
  /** Statements that come first, on both sides. */
  readonly setup?: string
  /** Body of `up`; `queryRunner` and the names of the package are in scope. */
  readonly body: string
  readonly options?: { readonly schema?: string; readonly uuidExtension?: string }
}

const names = 'Table, TableColumn, TableIndex, TableForeignKey, TableUnique, TableCheck, TableExclusion, View'

/** Runs the body with the real library against a real database and records what it sends. */
export async function really(library: TypeOrm, database: TestDatabase, example: Example): Promise<Outcome> {
  const statements: string[] = []
  let failed = false
  const logger = {
    logQuery: (sql: string) => void statements.push(sql),
    logQueryError: () => {
      failed = true
    },
    logQuerySlow: () => undefined,
    logSchemaBuild: () => undefined,
    logMigration: () => undefined,
    log: () => undefined,
  }
  const source = new library.DataSource({
    type: 'postgres',
    url: database.url,
    logger,
    installExtensions: false,
    ...example.options,
  })
  try {
    await prepare(database.url, example)
    await source.initialize()
    statements.length = 0
    const runner = source.createQueryRunner()
    try {
      const body = new Function(
        'queryRunner',
        'typeorm',
        `const { ${names} } = typeorm; return (async () => { ${example.body} })()`,
      )
      await body(runner, library)
      return { statements: told(statements), refusal: null }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { statements: told(statements), refusal: failed ? null : message }
    } finally {
      await runner.release()
    }
  } finally {
    await source.destroy().catch(() => undefined)
  }
}

async function prepare(url: string, example: Example): Promise<void> {
  const database = await connect(url)
  try {
    await startAnew(database, example)
  } finally {
    await database.close()
  }
}

function told(statements: readonly string[]): readonly string[] {
  return inStableOrder(statements.filter(isOurs))
}

/** The library finds a table's indexes and constraints in whatever order PostgreSQL gives; neighbours are put in one. */
function inStableOrder(statements: readonly string[]): readonly string[] {
  const kind = (sql = '') =>
    sql.startsWith('DROP INDEX') ? 'index' : sql.includes(' RENAME CONSTRAINT ') ? 'constraint' : ''
  const runs: string[][] = []
  for (const sql of statements) {
    const last = runs.at(-1)
    if (last && kind(sql) !== '' && kind(sql) === kind(last[0])) last.push(sql)
    else runs.push([sql])
  }
  return runs.flatMap((run) => run.sort())
}

/** The library's own questions, and its notes about generated columns and views, are not compared. */
function isOurs(sql: string): boolean {
  return !/^\s*SELECT/i.test(sql) && !sql.includes('typeorm_metadata')
}

/** Reads the same body as source, and runs its steps against a database of its own, which answers catalog steps. */
export async function read(major: 0 | 1, scratch: TestDatabase, example: Example): Promise<Outcome> {
  const steps = await stepsOf(major, example)
  const database = await connect(scratch.url)
  const statements: string[] = []
  try {
    await startAnew(database, example)
    const pending = [...steps]
    for (let step = pending.shift(); step; step = pending.shift()) {
      if (step.kind === 'refusal') return { statements: told(statements), refusal: step.message }
      if (step.kind === 'unreadable') {
        if (!step.reason.includes('typeorm_metadata')) statements.push(`unreadable: ${step.reason}`)
      } else if (step.kind === 'catalog') pending.unshift(...step.expand(viewOf(await introspect(database))))
      else {
        statements.push(step.chunk.text)
        try {
          await database.script(step.chunk.text)
        } catch {
          return { statements: told(statements), refusal: null }
        }
      }
    }
    return { statements: told(statements), refusal: null }
  } finally {
    await database.close()
  }
}

/** A database as new, with what the example begins with. */
async function startAnew(database: Database, { setup }: Example): Promise<void> {
  await database.script('DROP SCHEMA IF EXISTS public, app, more CASCADE; CREATE SCHEMA public')
  if (setup) await database.script(setup)
}

async function stepsOf(major: 0 | 1, { body, options }: Example): Promise<readonly Step[]> {
  const mode = { migrationsTransactionMode: 'none' }
  const dataSource = { type: 'postgres', migrations: ['migrations/*.ts'], ...mode, ...options }
  const files = memoryFiles({
    '/app/package.json': JSON.stringify({ dependencies: { typeorm: '*' } }),
    '/app/data-source.ts': `import { DataSource } from 'typeorm'
      export default new DataSource(${JSON.stringify(dataSource)})`,
    '/app/migrations/1700000000000-Example.ts': `import { ${names} } from 'typeorm'
      export class Example1700000000000 { async up(queryRunner) { ${body} } }`,
  })
  const toolVersion = major === 0 ? '0.3.31' : '1.1.1'
  const project = await adapter.read({ cwd: '/app', migrations: [], toolVersion }, { files, environment: {} })
  return project.migrations[0]?.up ?? []
}
