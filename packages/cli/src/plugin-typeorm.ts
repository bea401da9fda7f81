import { resolve } from 'node:path'
import type { Report } from '@migration-doctor/core'
import { type BorrowedTransaction, borrow } from '@migration-doctor/db'
import { diagnosed, preflown, type Source } from './plugin/check.ts'
import type { CheckOptions, PreflightOptions } from './plugin/options.ts'

export { MigrationDoctorError } from './plugin/error.ts'
export type { CheckOptions, PreflightOptions, Report }

/** What is used of a `DataSource` of TypeORM 0.3 or 1.x. */
export interface DataSourceLike {
  readonly isInitialized: boolean
  readonly options: {
    readonly type: string
    readonly migrationsTableName?: string | undefined
    readonly schema?: string | undefined
    readonly migrations?: unknown
  }
  initialize(): Promise<unknown>
  destroy(): Promise<void>
  createQueryRunner(mode?: 'master' | 'slave'): QueryRunnerLike
}

/** What is used of its `QueryRunner`. */
export interface QueryRunnerLike {
  startTransaction(): Promise<void>
  rollbackTransaction(): Promise<void>
  release(): Promise<void>
  query(sql: string, parameters?: unknown[]): Promise<unknown>
}

/**
 * Throws when the migrations that a data source would run, or those that it says have run, are not in order; else
 * resolves with the report. Looks through a read-only transaction of its own. A data source that is not initialized
 * stays so, and nothing that its options do at the start (`migrationsRun`, `synchronize`, `dropSchema`) happens.
 *
 * @throws MigrationDoctorError
 * @example
 * await preflight(dataSource)
 * await dataSource.runMigrations()
 */
export function preflight(dataSource: DataSourceLike, options: PreflightOptions = {}): Promise<Report> {
  return preflown(sourceOf(dataSource), options)
}

/**
 * The report of `migration-doctor diagnose --format json` on a data source, whatever it says.
 * @throws MigrationDoctorError when the project or the database cannot be read.
 */
export function diagnose(dataSource: DataSourceLike, options: CheckOptions = {}): Promise<Report> {
  return diagnosed(sourceOf(dataSource), options)
}

function sourceOf(dataSource: DataSourceLike): Source {
  const { migrationsTableName, schema, migrations } = dataSource.options
  const texts = asList(migrations).filter((one) => typeof one === 'string')
  return {
    tool: 'typeorm',
    settings: {
      // Classes do not say what file they are of; then the project's own data source is looked for.
      ...(texts.length > 0 && texts.length === asList(migrations).length
        ? { migrations: texts.map((glob) => resolve(glob)) }
        : {}),
      ...(migrationsTableName === undefined && schema === undefined
        ? {}
        : { historyTable: { schema: schema ?? null, name: migrationsTableName ?? 'migrations' } }),
    },
    through: (work) => withRunner(dataSource, async (runner) => work(await borrow(transactionOf(runner)))),
  }
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

async function withRunner<Result>(
  dataSource: DataSourceLike,
  work: (runner: QueryRunnerLike) => Promise<Result>,
): Promise<Result> {
  const own = dataSource.isInitialized ? null : twinOf(dataSource)
  await own?.initialize()
  const runner = (own ?? dataSource).createQueryRunner('master')
  try {
    await runner.startTransaction()
    return await work(runner).finally(() => runner.rollbackTransaction())
  } finally {
    await runner.release()
    await own?.destroy()
  }
}

/** The same connection without anything that happens, or is loaded, at the start. */
function twinOf(dataSource: DataSourceLike): DataSourceLike {
  const idle = {
    migrationsRun: false,
    synchronize: false,
    dropSchema: false,
    entities: [],
    migrations: [],
    subscribers: [],
  }
  const twin: unknown = Reflect.construct(dataSource.constructor, [{ ...dataSource.options, ...idle }])
  return twin as DataSourceLike
}

function transactionOf(runner: QueryRunnerLike): BorrowedTransaction {
  return {
    rows: async (sql, parameters) => {
      const rows = await runner.query(sql, [...parameters])
      return Array.isArray(rows) ? rows : []
    },
    execute: (sql) => runner.query(sql),
  }
}
